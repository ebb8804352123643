using Microsoft.AspNetCore.Mvc;

namespace SegmentationService.Api.Training;

/// <summary>What a look at a table has shown: one of the two.</summary>
/// <param name="Report">What a training would be made of.</param>
/// <param name="Problem">Why there would be none.</param>
internal readonly record struct TableLook(DryRunResponse? Report, ProblemDetails? Problem);
