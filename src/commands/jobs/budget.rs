//! How long a job may run for what it may cost. The Hub stops it then, whether or not anybody watches.

use anyhow::{Result, bail};

use crate::api::hardware::Hardware;
use crate::args::cost::Dollars;
use crate::args::job_machine::JobMachineArgs;
use crate::context::Context;

const SECONDS_OF_A_MINUTE: f64 = 60.0;

/// The seconds after which a job is stopped: what was typed, or less if that would cost too much.
///
/// # Errors
/// The Hub does not say what the machine costs, or the money is not enough for a second.
pub(super) async fn limit(cx: &Context, machine: &JobMachineArgs) -> Result<Option<i64>> {
    let typed = machine.timeout.as_ref().and_then(|timeout| timeout.seconds);
    let Some(budget) = machine.max_cost else { return Ok(typed) };
    let flavor = machine.flavor();
    let offered = cx.hub(&machine.token)?.job_hardware().await?;
    let Some(found) = offered.iter().find(|hardware| hardware.name == flavor) else {
        bail!("what '{flavor}' costs is not known, so --max-cost cannot be kept");
    };
    let Some(most) = affordable(found, budget, machine.attempts.unwrap_or(1)) else { return Ok(typed) };
    if most < 1 {
        bail!("--max-cost is not enough for a second of '{flavor}'");
    }
    Ok(Some(typed.map_or(most, |typed| typed.min(most))))
}

/// The seconds of an attempt; `None` for a machine that is free.
#[expect(clippy::cast_possible_truncation, reason = "the fraction is cut off, and more than an i64 means no limit")]
fn affordable(hardware: &Hardware, Dollars(budget): Dollars, attempts: u32) -> Option<i64> {
    let minute = hardware.unit_cost_usd.filter(|cost| *cost > 0.0)?;
    Some((budget / minute * SECONDS_OF_A_MINUTE / f64::from(attempts)) as i64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Dollars, Hardware, affordable};

    #[test]
    fn money_is_time() {
        let hardware = |cost: f64| -> Hardware {
            let fields = json!({"name": "a", "prettyName": "A", "cpu": "", "ram": "", "unitCostUSD": cost});
            serde_json::from_value(fields).unwrap()
        };
        assert_eq!(affordable(&hardware(0.05), Dollars(3.0), 1), Some(3600));
        assert_eq!(affordable(&hardware(0.05), Dollars(3.0), 3), Some(1200));
        assert_eq!(affordable(&hardware(0.05), Dollars(0.0001), 1), Some(0));
        assert_eq!(affordable(&hardware(0.0), Dollars(3.0), 1), None);
    }
}
