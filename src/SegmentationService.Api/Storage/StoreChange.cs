using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Storage;

/// <summary>What became of a change.</summary>
internal enum StoreOutcome
{
    /// <summary>It is done, and survives a crash.</summary>
    Done,

    /// <summary>There is no model of this name.</summary>
    UnknownModel,

    /// <summary>The model has no such version.</summary>
    UnknownVersion,

    /// <summary>The model has no such alias.</summary>
    UnknownAlias,

    /// <summary>No alias may have this name: see <see cref="AliasName"/>.</summary>
    InvalidAlias,

    /// <summary>The alias of the version that serves can be moved, but not removed.</summary>
    ChampionIsFixed,

    /// <summary>What is to be changed is not as the caller takes it to be.</summary>
    ChangedMeanwhile,

    /// <summary>Whoever asked for it does not want it, as things are.</summary>
    NotWanted,

    /// <summary>What a version, or all of a model, would have been given is more than is kept.</summary>
    TooLarge,

    /// <summary>Aliases point at the version.</summary>
    PinnedByAlias,
}

/// <summary>The answer to a change of aliases or versions.</summary>
/// <param name="Outcome">What became of it.</param>
internal sealed record StoreChange(StoreOutcome Outcome)
{
    /// <summary>The aliases in the way, when the outcome is <see cref="StoreOutcome.PinnedByAlias"/>.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Whether nothing is left on disk of what was deleted; where something is, the next start removes it.</summary>
    public bool IsAllRemoved { get; init; } = true;
}
