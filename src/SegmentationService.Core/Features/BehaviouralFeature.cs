using SegmentationService.Core.Data;

namespace SegmentationService.Core.Features;

/// <summary>A feature that is computed of several columns.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Expression">How it is computed; what comes out is limited to <see cref="Cell.MaxMagnitude"/> in size.</param>
public sealed record BehaviouralFeature(string Name, Expression Expression)
{
    /// <summary>The columns that it is made of, each once.</summary>
    public IReadOnlyList<string> Inputs { get; } = [.. Expression.Columns.Distinct()];
}
