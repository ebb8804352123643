using System.Collections.Immutable;
using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Storage;

/// <summary>A model with its versions and aliases, as they are at one moment. Immutable.</summary>
internal sealed class StoredModel
{
    /// <summary>The alias of the version that serves when none is named.</summary>
    public const string ChampionAlias = "champion";

    private readonly ImmutableSortedDictionary<int, StoredVersion> _versions;
    private StoredVersion[]? _list;

    public StoredModel(
        string name,
        int lastNumber,
        ImmutableSortedDictionary<string, int> allAliases,
        ImmutableSortedDictionary<int, StoredVersion> versions,
        ImmutableSortedDictionary<string, SetAside> setAside,
        ImmutableSortedDictionary<int, VersionAnnotations> annotations,
        int deletedUpTo,
        int rewriting)
    {
        Name = name;
        LastNumber = lastNumber;
        AllAliases = allAliases;
        SetAside = setAside;
        Annotations = annotations;
        DeletedUpTo = deletedUpTo;
        Rewriting = rewriting;
        _versions = versions;
        Aliases = allAliases.RemoveRange(allAliases.Where(alias => !versions.ContainsKey(alias.Value)).Select(alias => alias.Key));
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>How many versions there are.</summary>
    public int Count => _versions.Count;

    /// <summary>The versions, in ascending order. O(versions) when they are first asked for: changes do without.</summary>
    public IReadOnlyList<StoredVersion> Versions => _list ??= [.. _versions.Values];

    /// <summary>The aliases and the versions that they point at, in the order of their names.</summary>
    public IReadOnlyDictionary<string, int> Aliases { get; }

    /// <summary>The last number ever given to a version.</summary>
    public int LastNumber { get; }

    /// <summary>Versions up to this number have been deleted with the model, and are none, whatever still lies in the folder; 0 for none.</summary>
    public int DeletedUpTo { get; }

    /// <summary>The number of the last rewriting of versions; 0 for none. See <see cref="VersionPlace"/>.</summary>
    public int Rewriting { get; }

    /// <summary>The aliases, also those that point at a version that was set aside: it may be mended.</summary>
    public ImmutableSortedDictionary<string, int> AllAliases { get; }

    /// <summary>What lies in the folder of the model and is not served, by the name of the file or folder in it.</summary>
    public ImmutableSortedDictionary<string, SetAside> SetAside { get; }

    /// <summary>What people have given versions since these were stored, by their numbers.</summary>
    public ImmutableSortedDictionary<int, VersionAnnotations> Annotations { get; }

    /// <summary>Whether the file of the annotations cannot be used, so that they are only known as far as they were read before.</summary>
    public bool HasDamagedAnnotations => SetAside.ContainsKey(AnnotationFile.FileName);

    /// <summary>Whether the file of the aliases cannot be used, so that they are only known as far as they were read before.</summary>
    public bool HasDamagedAliases => SetAside.ContainsKey(AliasFile.FileName);

    /// <summary>Whether something could not be read for a reason that may pass, without the folder telling of it.</summary>
    public bool MayBeMended => MayBeMendedAfter(0);

    /// <summary>The same of the versions with higher numbers, and of what tells of all versions.</summary>
    /// <param name="version">A number of a version, or 0.</param>
    public bool MayBeMendedAfter(int version) => SetAside.Any(left => left.Value.LastWrite == default && (!VersionNumber.TryParse(left.Key, out var number) || number > version));

    /// <summary>Finds a version.</summary>
    /// <param name="versionOrAlias">A version number, or an alias.</param>
    /// <returns>Null when there is none.</returns>
    public StoredVersion? Resolve(string versionOrAlias) => Number(versionOrAlias) is { } version ? _versions.GetValueOrDefault(version) : null;

    /// <summary>Why a version that is there, or that an alias points at, is not served.</summary>
    /// <param name="versionOrAlias">A version number, or an alias.</param>
    /// <returns>Sentences; null when it is served, or nothing tells of such a version.</returns>
    public string? WhyNotServed(string versionOrAlias)
    {
        if (Number(versionOrAlias) is not { } version)
            return SetAside.TryGetValue(AliasFile.FileName, out var aliases) && AliasName.IsValid(versionOrAlias) ? aliases.Reason : null;
        if (_versions.ContainsKey(version)) return null;
        var number = VersionNumber.ToText(version);
        if (SetAside.TryGetValue(number, out var left)) return $"Version {number} is damaged, or of a newer format. {left.Reason}";
        return AllAliases.ContainsKey(versionOrAlias) ? $"The folder of version {number} is missing." : null;
    }

    /// <summary>All that <see cref="Resolve"/> finds, for the answer to who asks for something else.</summary>
    public IEnumerable<string> VersionsAndAliases() =>
        [.. Versions.Select(version => VersionNumber.ToText(version.Version)), .. Aliases.Keys];

    /// <summary>A model of which nothing is stored.</summary>
    public static StoredModel Empty(string name) => new(
        name,
        0,
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal),
        ImmutableSortedDictionary<int, StoredVersion>.Empty,
        ImmutableSortedDictionary.Create<string, SetAside>(StringComparer.Ordinal),
        AnnotationFile.Empty,
        deletedUpTo: 0,
        rewriting: 0);

    /// <summary>The version that an alias points at, whether or not it is served; null where there is no such alias.</summary>
    public int? PointedAt(string alias) => AllAliases.TryGetValue(alias, out var version) ? version : null;

    /// <summary>Whether a version is the one that serves when none is named.</summary>
    public bool IsChampion(int version) => PointedAt(ChampionAlias) == version;

    /// <summary>A version that is served, or null.</summary>
    public StoredVersion? Served(int version) => _versions.GetValueOrDefault(version);

    /// <summary>The aliases that point at nothing that lies in the folder, whole or not.</summary>
    public IEnumerable<KeyValuePair<string, int>> DanglingAliases() =>
        AllAliases.Where(alias => !_versions.ContainsKey(alias.Value) && !SetAside.ContainsKey(VersionNumber.ToText(alias.Value)));

    /// <summary>The same without what was on disk: the numbers count on.</summary>
    public StoredModel Gone() => Empty(Name).WithLastNumber(LastNumber);

    /// <summary>The same with all that there is deleted, versions that are not served included: the numbers count on.</summary>
    public StoredModel Deleted()
    {
        var last = SetAside.Keys.Select(name => VersionPlace.TryParse(name, out var place) ? place.Version : 0).Append(LastNumber).Max();
        return Empty(Name).With(last, Empty(Name).AllAliases, AnnotationFile.Empty, last).WithRewriting(Rewriting);
    }

    /// <summary>The same with what the two files of the folder hold that are no part of a version, and without the versions that are deleted by them.</summary>
    public StoredModel With(int lastNumber, ImmutableSortedDictionary<string, int> aliases, ImmutableSortedDictionary<int, VersionAnnotations> annotations, int deletedUpTo) => deletedUpTo == DeletedUpTo
        ? new(Name, lastNumber, aliases, _versions, SetAside, annotations, deletedUpTo, Rewriting)
        : new(
            Name,
            lastNumber,
            aliases,
            _versions.RemoveRange(_versions.Keys.Where(version => version <= deletedUpTo)),
            SetAside.RemoveRange(SetAside.Keys.Where(name => VersionNumber.TryParse(name, out var version) && version <= deletedUpTo)),
            annotations,
            deletedUpTo,
            Rewriting);

    /// <summary>The same with what a version is given.</summary>
    public StoredModel WithAnnotations(int version, VersionAnnotations annotations) => new(Name, LastNumber, AllAliases, _versions, SetAside, Annotations.SetItem(version, annotations), DeletedUpTo, Rewriting);

    public StoredModel WithLastNumber(int number) => new(Name, number, AllAliases, _versions, SetAside, Annotations, DeletedUpTo, Rewriting);

    public StoredModel WithVersion(StoredVersion version) => new(Name, LastNumber, AllAliases, _versions.SetItem(version.Version, version), SetAside, Annotations, DeletedUpTo, Rewriting);

    public StoredModel WithoutVersion(int version) => new(Name, LastNumber, AllAliases, _versions.Remove(version), SetAside, Annotations.Remove(version), DeletedUpTo, Rewriting);

    /// <summary>The same without a version that cannot be served any more.</summary>
    public StoredModel WithSetAside(int version, SetAside left) => new(Name, LastNumber, AllAliases, _versions.Remove(version), SetAside.SetItem(VersionNumber.ToText(version), left), Annotations, DeletedUpTo, Rewriting);

    /// <summary>The same after a rewriting of versions.</summary>
    public StoredModel WithRewriting(int rewriting) => new(Name, LastNumber, AllAliases, _versions, SetAside, Annotations, DeletedUpTo, rewriting);

    public StoredModel WithAlias(string alias, int version) => new(Name, LastNumber, AllAliases.SetItem(alias, version), _versions, SetAside, Annotations, DeletedUpTo, Rewriting);

    public StoredModel WithoutAlias(string alias) => new(Name, LastNumber, AllAliases.Remove(alias), _versions, SetAside, Annotations, DeletedUpTo, Rewriting);

    /// <summary>Has the versions serve with what they are given in this state. O(annotated versions).</summary>
    /// <param name="before">The state that was served until now.</param>
    public void Annotate(StoredModel? before)
    {
        foreach (var number in before is null ? Annotations.Keys : Annotations.Keys.Union(before.Annotations.Keys))
            Served(number)?.Annotate(Annotations.GetValueOrDefault(number));
    }

    private int? Number(string versionOrAlias) =>
        VersionNumber.TryParse(versionOrAlias, out var version) || AllAliases.TryGetValue(versionOrAlias, out version) ? version : null;
}
