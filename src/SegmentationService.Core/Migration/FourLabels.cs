namespace SegmentationService.Core.Migration;

/// <summary>
/// The segments of the customers that two tables share, each table under each of two models: customer i has its place i in all four. Segments are 0-based places in their model.
/// </summary>
/// <param name="OldByOld">The old values under the old model, M0(x0): where customers were.</param>
/// <param name="OldByNew">The old values under the new model, M1(x0).</param>
/// <param name="NewByOld">The new values under the old model, M0(x1).</param>
/// <param name="NewByNew">The new values under the new model, M1(x1): where they are.</param>
public sealed record FourLabels(IReadOnlyList<int> OldByOld, IReadOnlyList<int> OldByNew, IReadOnlyList<int> NewByOld, IReadOnlyList<int> NewByNew)
{
    /// <summary>The customers.</summary>
    public int Customers => OldByOld.Count;
}
