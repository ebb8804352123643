using System.Collections.Immutable;

namespace SegmentationService.Api.Storage;

/// <summary>A model with its versions and aliases, as they are at one moment. Immutable.</summary>
public sealed class StoredModel
{
    /// <summary>The alias of the version that serves when none is named.</summary>
    public const string ChampionAlias = "champion";

    private readonly ImmutableSortedDictionary<int, StoredVersion> _versions;

    internal StoredModel(string name, int lastNumber, ImmutableSortedDictionary<string, int> allAliases, ImmutableSortedDictionary<int, StoredVersion> versions)
    {
        Name = name;
        LastNumber = lastNumber;
        AllAliases = allAliases;
        _versions = versions;
        Versions = [.. versions.Values];
        Aliases = allAliases.RemoveRange(allAliases.Where(alias => !versions.ContainsKey(alias.Value)).Select(alias => alias.Key));
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The versions, in ascending order.</summary>
    public IReadOnlyList<StoredVersion> Versions { get; }

    /// <summary>The aliases and the versions that they point at, in the order of their names.</summary>
    public IReadOnlyDictionary<string, int> Aliases { get; }

    /// <summary>The last number ever given to a version.</summary>
    internal int LastNumber { get; }

    /// <summary>The aliases, also those that point at a version that was set aside: it may be mended.</summary>
    internal ImmutableSortedDictionary<string, int> AllAliases { get; }

    /// <summary>Finds a version.</summary>
    /// <param name="versionOrAlias">A version number, or an alias.</param>
    /// <returns>Null when there is none.</returns>
    public StoredVersion? Resolve(string versionOrAlias)
    {
        if (!VersionNumber.TryParse(versionOrAlias, out var version) && !Aliases.TryGetValue(versionOrAlias, out version)) return null;
        return _versions.GetValueOrDefault(version);
    }

    /// <summary>All that <see cref="Resolve"/> finds, for the answer to who asks for something else.</summary>
    public IEnumerable<string> VersionsAndAliases() =>
        [.. Versions.Select(version => VersionNumber.ToText(version.Version)), .. Aliases.Keys];

    /// <summary>A model of which nothing is stored.</summary>
    internal static StoredModel Empty(string name) =>
        new(name, 0, ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal), ImmutableSortedDictionary<int, StoredVersion>.Empty);

    internal StoredModel WithLastNumber(int number) => new(Name, number, AllAliases, _versions);

    internal StoredModel WithVersion(StoredVersion version) => new(Name, LastNumber, AllAliases, _versions.SetItem(version.Version, version));

    internal StoredModel WithoutVersion(int version) => new(Name, LastNumber, AllAliases, _versions.Remove(version));

    internal StoredModel WithAlias(string alias, int version) => new(Name, LastNumber, AllAliases.SetItem(alias, version), _versions);

    internal StoredModel WithoutAlias(string alias) => new(Name, LastNumber, AllAliases.Remove(alias), _versions);
}
