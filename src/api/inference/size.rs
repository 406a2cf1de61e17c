//! The size of a picture, in the forms that providers take.

use serde_json::{Value, json};

/// `512x256`, from width and height.
pub(super) fn joined((width, height): (Value, Value)) -> String {
    format!("{width}x{height}")
}

/// An object with both.
pub(super) fn object((width, height): (Value, Value)) -> Value {
    json!({"width": width, "height": height})
}
