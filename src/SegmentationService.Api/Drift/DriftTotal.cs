using SegmentationService.Core.Drift;

namespace SegmentationService.Api.Drift;

/// <summary>What has been counted of a version.</summary>
/// <param name="Counts">The cells of <see cref="DriftCells"/>.</param>
/// <param name="Since">When that began; null where nothing has been counted.</param>
/// <param name="Ignored">The files that could not be used.</param>
internal sealed record DriftTotal(long[] Counts, DateTime? Since, int Ignored);
