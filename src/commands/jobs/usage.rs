//! What a job uses of its machine, as people see it: a row for the job, and one for each further GPU.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::row::NONE;
use crate::api::jobs::metrics::{GpuUsage, Look, Usage};
use crate::base::size::human_size;
use crate::ids::job::JobId;
use crate::output::Columns;

pub(super) const COLUMN_KEYS: [&str; 9] =
    ["job", "cpu %", "cpus", "mem %", "memory", "net in / out", "gpu %", "gpu mem %", "gpu memory"];

pub(super) const COLUMNS: Columns = Columns::of(&COLUMN_KEYS).whole("job");

/// The look with the job in front.
pub(super) fn with_id(job: &JobId, look: Look) -> Map<String, Value> {
    std::iter::once(("job_id".to_owned(), job.id.as_str().into())).chain(look).collect()
}

/// The rows of a look: one for the job and its first GPU, and one for each other GPU.
pub(super) fn shown(row: &Map<String, Value>) -> Vec<Map<String, Value>> {
    let usage = Usage::deserialize(Value::Object(row.clone())).unwrap_or_default();
    let mut gpus: Vec<(&String, &Value)> = usage.gpus.iter().flatten().collect();
    gpus.sort_by_key(|(id, _)| *id);
    let gpus: Vec<[String; 3]> = gpus.into_iter().map(|(_, gpu)| of_gpu(gpu)).collect();
    let of_job = [
        row.get("job_id").and_then(Value::as_str).unwrap_or_default().to_owned(),
        percent(usage.cpu_usage_pct, 100.0),
        format!("{:.1}", usage.cpu_millicores / 1000.0),
        percent(usage.memory_used_bytes as f64, usage.memory_total_bytes as f64),
        amount(usage.memory_used_bytes, usage.memory_total_bytes),
        format!("{} / {}", rate(usage.rx_bps), rate(usage.tx_bps)),
    ];
    if gpus.is_empty() {
        return vec![line(of_job, [NONE, NONE, NONE].map(str::to_owned))];
    }
    let firsts = std::iter::once(of_job).chain(std::iter::repeat_with(Default::default));
    firsts.zip(gpus).map(|(job, gpu)| line(job, gpu)).collect()
}

fn line(of_job: [String; 6], of_gpu: [String; 3]) -> Map<String, Value> {
    let keys = COLUMN_KEYS.iter().map(|key| (*key).to_owned());
    keys.zip(of_job.into_iter().chain(of_gpu).map(Value::from)).collect()
}

fn of_gpu(gpu: &Value) -> [String; 3] {
    let gpu = GpuUsage::deserialize(gpu).unwrap_or_default();
    let (used, all) = (gpu.memory_used_bytes, gpu.memory_total_bytes);
    [percent(gpu.utilization, 100.0), percent(used as f64, all as f64), amount(used, all)]
}

/// With two decimals at most.
fn percent(part: f64, all: f64) -> String {
    if all > 0.0 { format!("{}%", (part / all * 10_000.0).round() / 100.0) } else { NONE.to_owned() }
}

fn amount(used: u64, all: u64) -> String {
    format!("{}B / {}B", human_size(used), human_size(all))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate is shown with one decimal")]
fn rate(bits: f64) -> String {
    format!("{}bps", human_size(bits.max(0.0) as u64))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::shown;

    fn cells(look: &Value) -> Vec<String> {
        let rows = shown(look.as_object().unwrap());
        let row =
            |row: &serde_json::Map<String, Value>| row.values().filter_map(Value::as_str).collect::<Vec<_>>().join("|");
        rows.iter().map(row).collect()
    }

    #[test]
    fn a_job_has_a_row_and_another_for_each_further_gpu() {
        let gpu =
            |used: u64| json!({"utilization": 37, "memory_used_bytes": used, "memory_total_bytes": 22_836_000_000_u64});
        let mut look = json!({
            "job_id": "42", "cpu_usage_pct": 12.5, "cpu_millicores": 3500, "memory_used_bytes": 1_400_000,
            "memory_total_bytes": 15_000_000_000_u64, "rx_bps": 0, "tx_bps": 1500, "gpus": {},
        });
        assert_eq!(cells(&look), ["42|12.5%|3.5|0.01%|1.4MB / 15.0GB|0.0bps / 1.5Kbps|N/A|N/A|N/A"]);
        look["gpus"] = json!({"b": gpu(0), "a": gpu(5_709_000_000)});
        let rows = cells(&look);
        assert!(rows[0].ends_with("|37%|25%|5.7GB / 22.8GB"), "{rows:?}");
        assert_eq!(rows[1], "||||||37%|0%|0.0B / 22.8GB");
        look["gpus"] = Value::Null;
        assert_eq!(cells(&look).len(), 1);
        assert_eq!(cells(&json!({"job_id": "42"}))[0], "42|0%|0.0|N/A|0.0B / 0.0B|0.0bps / 0.0bps|N/A|N/A|N/A");
    }
}
