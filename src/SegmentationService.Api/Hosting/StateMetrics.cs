using System.Diagnostics.Metrics;
using SegmentationService.Api.Drift;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Telemetry;
using SegmentationService.Api.Training;
using SegmentationService.Core;

namespace SegmentationService.Api.Hosting;

/// <summary>What the store, the queue of trainings and requests under way hold, measured when somebody asks.</summary>
internal sealed class StateMetrics
{
    public StateMetrics(IMeterFactory meters, ModelStore store, TrainingQueue queue, MemoryBudget memory, LiveDrift drift, BufferedConsole console)
    {
        var meter = meters.Create(ServiceMetrics.MeterName);
        meter.CreateObservableGauge("segmentation.store.models", () => store.Models.Count, "{model}", "Models that are served.");
        meter.CreateObservableGauge("segmentation.store.versions", () => store.Models.Sum(model => model.Count), "{version}", "Versions that are kept.");
        meter.CreateObservableGauge("segmentation.store.set_aside", () => store.SetAside.Count, "{entry}", "What lies in the store and could not be loaded.");
        meter.CreateObservableGauge("segmentation.training.queue.taken", () => queue.Occupancy.Taken, "{training}", "Trainings that run or wait.");
        meter.CreateObservableGauge("segmentation.training.queue.places", () => queue.Occupancy.Places, "{training}", "The most trainings that may run and wait.");
        meter.CreateObservableGauge("segmentation.memory.held", () => memory.Held, "By", "What requests under way hold.");
        meter.CreateObservableGauge("segmentation.memory.budget", () => memory.Bytes, "By", "The most that they may hold together.");
        meter.CreateObservableGauge("segmentation.temporary.held", () => memory.Files.Held, "By", "What they have put aside in files.");
        meter.CreateObservableGauge("segmentation.temporary.budget", () => memory.Files.Bytes, "By", "The most that they may put aside together.");
        meter.CreateObservableGauge("segmentation.drift.quantities", drift.Drifting, "{quantity}", "What has drifted of a version, of its features, segments, missing values and distance, as this process counts it.");
        meter.CreateObservableGauge("segmentation.drift.customers", drift.Customers, "{customer}", "Customers of a version that drift is told from, as this process counts them.");
        meter.CreateObservableCounter("segmentation.log.dropped", () => console.Dropped, "{line}", "Lines of the log that were dropped, since nobody read the output.");
    }
}
