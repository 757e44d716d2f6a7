//! The histogram.

use flagkit_stats::histogram::{Histogram, Layout};
use serde_json::{Map, Value, json};

use super::told;
use crate::inputs::Inputs;

pub(crate) fn layout(inputs: Inputs<'_>) -> Result<Value, String> {
    let power = |name| u8::try_from(inputs.count(name)?).map_err(told);
    let layout = Layout::new(power("grouping_power")?, power("max_value_power")?).map_err(told)?;
    let mut figures = Map::new();
    if let Ok(values) = inputs.list("values") {
        // Beyond 2^53 a JSON number is not exact, so the values are texts.
        let index = |value: &Value| value.as_str()?.parse().ok().map(|value| layout.index(value));
        let index: Option<Vec<usize>> = values.iter().map(index).collect();
        figures.insert("index".to_owned(), json!(index.ok_or("a value is no text of a number")?));
    }
    if let Ok(indices) = inputs.counts("index") {
        let lower: Vec<u64> = indices.iter().map(|&index| layout.lower(index as usize)).collect();
        let upper: Vec<u64> = indices.iter().map(|&index| layout.upper(index as usize)).collect();
        figures.insert("lower".to_owned(), json!(lower));
        figures.insert("upper".to_owned(), json!(upper));
    }
    Ok(figures.into())
}

pub(crate) fn quantiles(inputs: Inputs<'_>) -> Result<Value, String> {
    // The tolerance is a thousandth, which 2^-11 is below.
    let mut histogram = Histogram::new(Layout::new(10, 40).map_err(told)?);
    for group in inputs.text("samples")?.split(" then ") {
        let (count, value) =
            group.split_once(" x ").ok_or("the samples are not `COUNT x VALUE`")?;
        let index = histogram.layout().index(value.parse().map_err(told)?);
        histogram.add(index, count.parse().map_err(told)?);
    }
    let quantiles = inputs.numbers("quantiles")?;
    let values: Option<Vec<f64>> =
        quantiles.iter().map(|&q| Some(histogram.quantile(q)?.midpoint)).collect();
    Ok(json!({ "values": values }))
}
