using System.Diagnostics.Metrics;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Telemetry;
using SegmentationService.Api.Training;

namespace SegmentationService.Api.Hosting;

/// <summary>What the store and the queue of trainings hold, measured when somebody asks.</summary>
internal sealed class StateMetrics
{
    public StateMetrics(IMeterFactory meters, ModelStore store, TrainingQueue queue)
    {
        var meter = meters.Create(ServiceMetrics.MeterName);
        meter.CreateObservableGauge("segmentation.store.models", () => store.Models.Count, "{model}", "Models that are served.");
        meter.CreateObservableGauge("segmentation.store.versions", () => store.Models.Sum(model => model.Versions.Count), "{version}", "Versions that are kept.");
        meter.CreateObservableGauge("segmentation.store.set_aside", () => store.SetAside.Count, "{entry}", "What lies in the store and could not be loaded.");
        meter.CreateObservableGauge("segmentation.training.queue.taken", () => queue.Occupancy.Taken, "{training}", "Trainings that run or wait.");
        meter.CreateObservableGauge("segmentation.training.queue.places", () => queue.Occupancy.Places, "{training}", "The most trainings that may run and wait.");
    }
}
