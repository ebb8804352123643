using SegmentationService.Api.Storage;

namespace SegmentationService.Api.Erasure;

/// <summary>What became of the erasure of a customer.</summary>
/// <param name="Outcome">Done, also where the customer was nowhere; or that there is no such model, or that versions of it are being trained or written.</param>
internal sealed record ErasedCustomer(StoreOutcome Outcome)
{
    /// <inheritdoc cref="StoreErasure.Versions"/>
    public IReadOnlyList<int> Versions { get; init; } = [];

    /// <summary>How many kept tables were removed.</summary>
    public int Tables { get; init; }

    /// <summary>How many jobs were removed.</summary>
    public int Jobs { get; init; }

    /// <inheritdoc cref="StoreErasure.Unread"/>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <inheritdoc cref="StoreErasure.IsAllRemoved"/>
    public bool IsAllRemoved { get; init; } = true;

    /// <summary>Whether the customer was anywhere, or may be in what an erasure has left.</summary>
    public bool WasThere => Versions.Count + Tables + Jobs > 0 || !IsAllRemoved;
}
