namespace SegmentationService.Api.Storage;

/// <summary>The answer to the erasure of a customer.</summary>
/// <param name="Outcome">Done, also where no version told of the customer; or that there is no such model, or that versions were written meanwhile.</param>
internal sealed record StoreErasure(StoreOutcome Outcome)
{
    /// <summary>The versions that told of the customer, and do not any more.</summary>
    public IReadOnlyList<int> Versions { get; init; } = [];

    /// <summary>The versions that are set aside, of which nobody knows whether they tell of the customer.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>Whether nothing is left on disk of what versions were before; where something is, the next start or erasure removes it.</summary>
    public bool IsAllRemoved { get; init; } = true;
}
