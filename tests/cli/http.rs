//! Plain requests, as any client could send them.

use reqwest::redirect::Policy;
use reqwest::{Client, Method};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

use crate::sandbox::ADA;

/// A client that follows no redirect and says who it is only when told to.
pub struct Http {
    runtime: Runtime,
    client: Client,
}

/// An answer, or as much of it as came.
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Vec<u8>,
    /// Whether the body ended before it was complete.
    pub cut: bool,
}

impl Http {
    pub fn new() -> Self {
        // A Hub with Xet storage may have installed it already.
        drop(rustls::crypto::ring::default_provider().install_default());
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let client = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { runtime, client }
    }

    pub fn get(&self, url: &str) -> Answer {
        self.send(Method::GET, url, &[], vec![])
    }

    pub fn send(&self, method: Method, url: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        self.runtime.block_on(async {
            let mut request = self.client.request(method, url).body(body);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let mut response = request.send().await.unwrap();
            let mut answer = Answer {
                status: response.status().as_u16(),
                headers: response.headers().clone(),
                body: vec![],
                cut: false,
            };
            loop {
                match response.chunk().await {
                    Ok(Some(chunk)) => answer.body.extend(chunk),
                    Ok(None) => return answer,
                    Err(_) => return Answer { cut: true, ..answer },
                }
            }
        })
    }

    /// Sends JSON as ada.
    pub fn post(&self, url: &str, body: &Value) -> Answer {
        let token = format!("Bearer {ADA}");
        let headers = [("authorization", token.as_str()), ("content-type", "application/json")];
        self.send(Method::POST, url, &headers, body.to_string().into_bytes())
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}
