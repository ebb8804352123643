namespace SegmentationService.Core.Segmentation;

/// <summary>What a training gives: a model that predicts, and what was learned about it on the way.</summary>
/// <param name="Model">The model.</param>
/// <param name="Report">The report about it.</param>
public sealed record TrainedModel(SegmentationModel Model, TrainingReport Report);
