//! Values that are written as one text (`"8542.31"`, `"2023-06-20"`) wherever they are stored.

/// Serialises a type by its `Display` and reads it back by the given parser, which yields a `Result` with a `Display` error.
macro_rules! serde_by_text {
    ($type:ty, $parse:expr) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                let parse: fn(&str) -> Result<$type, _> = $parse;
                parse(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use serde_by_text;
