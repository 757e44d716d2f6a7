//! The same figures in every export. Its own binary and one test, because a process has one recorder and one subscriber.

use flagkit::exposure::Options;
use flagkit::scope;
use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
    SharedString, Unit,
};
use report::{price, visitor};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tracing::field::{Field, Visit};
use tracing::span;

type Values = Arc<Mutex<BTreeMap<String, f64>>>;

/// Keeps the last value of each series, and of a histogram how many there were.
#[derive(Clone, Default)]
struct Kept(Values);

struct Series {
    name: String,
    values: Values,
}

impl Kept {
    fn series(&self, key: &Key) -> Arc<Series> {
        let labels = key.labels().filter(|label| label.key() != "place");
        let labels: Vec<String> =
            labels.map(|label| format!("{}={}", label.key(), label.value())).collect();
        let name = format!("{} {}", key.name(), labels.join(" "));
        Arc::new(Series { name, values: Arc::clone(&self.0) })
    }

    fn value(&self, name: &str) -> Option<f64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).copied()
    }
}

impl Series {
    fn change(&self, change: impl Fn(f64) -> f64) {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        let value = values.entry(self.name.clone()).or_default();
        *value = change(*value);
    }
}

impl CounterFn for Series {
    fn increment(&self, value: u64) {
        self.change(|old| old + value as f64);
    }

    fn absolute(&self, value: u64) {
        self.change(|_| value as f64);
    }
}

impl GaugeFn for Series {
    fn increment(&self, value: f64) {
        self.change(|old| old + value);
    }

    fn decrement(&self, value: f64) {
        self.change(|old| old - value);
    }

    fn set(&self, value: f64) {
        self.change(|_| value);
    }
}

impl HistogramFn for Series {
    fn record(&self, _: f64) {
        self.change(|old| old + 1.0);
    }
}

impl Recorder for Kept {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.series(key))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.series(key))
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.series(key))
    }
}

/// Keeps the events of exposures.
#[derive(Clone, Default)]
struct Listener(Arc<Mutex<Vec<BTreeMap<String, String>>>>);

#[derive(Default)]
struct Fields(BTreeMap<String, String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}").replace('"', ""));
    }
}

impl tracing::Subscriber for Listener {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "flagkit::exposure"
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        fields.0.insert("name".to_owned(), event.metadata().name().to_owned());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(fields.0);
    }

    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

#[test]
fn every_export_has_the_same_figures() {
    let (kept, listener) = (Kept::default(), Listener::default());
    metrics::set_global_recorder(kept.clone()).ok().unwrap();
    tracing::subscriber::set_global_default(listener.clone()).unwrap();
    flagkit::export::metrics();
    assert_eq!(kept.value("flagkit_calls_total "), None);

    let exposures = Options::new().to_tracing().unwrap();
    let mut on = 0;
    for number in 0..500 {
        scope(&visitor(number), || {
            on += u64::from(report::flags::NEW_PRICE.is_enabled());
            price(number).ok();
        });
    }
    drop(exposures);
    let told = flagkit::report();
    let arm = told.flag("new_price").unwrap().arms.iter().find(|arm| arm.variant == "on").unwrap();
    assert_eq!(arm.drawn.calls, on);

    // Told twice, counted once.
    flagkit::export::metrics();
    flagkit::export::metrics();
    let labels = "flag=new_price variant=on function=price";
    let value = |name: &str| kept.value(name).unwrap_or_else(|| panic!("{name} in {:?}", kept.0));
    assert_eq!(value(&format!("flagkit_calls_total {labels} lane=drawn")), on as f64);
    let failed = value(&format!("flagkit_adverse_calls_total {labels} lane=drawn"));
    assert_eq!(failed, arm.drawn.adverse as f64);
    let site = &told.flag("new_price").unwrap().sites[0];
    let samples = site.arms.iter().find(|arm| arm.variant == "on").unwrap().samples;
    assert!(samples > 0, "{site:?}");
    assert_eq!(value(&format!("flagkit_latency_seconds {labels}")), samples as f64);
    assert_eq!(value("flagkit_guard_state flag=new_price variant=on"), 1.0);

    let text = flagkit::export::prometheus();
    let line = text.lines().find(|line| {
        line.starts_with("flagkit_calls_total{flag=\"new_price\",variant=\"on\"")
            && line.contains("lane=\"drawn\"")
    });
    assert!(line.unwrap().ends_with(&format!("}} {on}")), "{line:?}");

    let events = listener.0.lock().unwrap();
    assert_eq!(events.len(), 500);
    let event = &events[0];
    let field = |name: &str| event.get(name).map(String::as_str);
    assert_eq!(field("name"), Some("feature_flag.evaluation"));
    assert_eq!(field("feature_flag.key"), Some("new_price"));
    assert_eq!(field("feature_flag.context.id"), Some("user-0"));
    assert_eq!(field("feature_flag.result.reason"), Some("split"));
    assert_eq!(field("feature_flag.provider.name"), Some("flagkit"));
}
