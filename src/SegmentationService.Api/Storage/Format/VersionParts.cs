namespace SegmentationService.Api.Storage.Format;

/// <summary>The parts that versions can have, in the order in which they are written, listed by the manifest, and lie in an archive.</summary>
/// <param name="all">All of them.</param>
internal sealed class VersionParts(params VersionPart[] all)
{
    /// <summary>Those that this version of the service knows.</summary>
    public static VersionParts Known { get; } = new(ModelFormat.Part, CustomersPart.Part, ChartsFile.Part);

    /// <summary>How many a version can have.</summary>
    public int Most => all.Length;

    /// <summary>The names of those that every version has.</summary>
    public IReadOnlyList<string> Required { get; } = [.. all.Where(part => part.IsRequired).Select(part => part.Name)];

    /// <summary>The names of those that a version may have.</summary>
    public IReadOnlyList<string> Optional { get; } = [.. all.Where(part => !part.IsRequired).Select(part => part.Name)];

    /// <summary>The names of those that are compressed already.</summary>
    public IReadOnlyList<string> Compressed { get; } = [.. all.Where(part => part.IsCompressed).Select(part => part.Name)];

    /// <summary>The parts of a version, by the names of its files.</summary>
    /// <param name="names">The names, in any order.</param>
    /// <returns>In their order; null when they are not those of a version: one is missing, unknown, or there twice.</returns>
    public IReadOnlyList<VersionPart>? Match(IReadOnlyCollection<string?> names)
    {
        VersionPart[] parts = [.. all.Where(part => part.IsRequired || names.Contains(part.Name))];
        return parts.Length == names.Count && Array.TrueForAll(parts, part => names.Contains(part.Name)) ? parts : null;
    }

    /// <summary>A part by its name.</summary>
    /// <param name="name">That of a part.</param>
    public VersionPart Named(string name) => all.First(part => part.Name == name);

    /// <summary>The parts in the folder of a version; those that every version has are taken to be there.</summary>
    /// <param name="folder">The folder.</param>
    public IReadOnlyList<VersionPart> In(string folder) => [.. all.Where(part => part.IsRequired || File.Exists(Path.Combine(folder, part.Name)))];

    /// <summary>Puts what is to be stored into the order of the parts.</summary>
    /// <param name="contents">The contents, of known parts, in any order.</param>
    public IReadOnlyList<PartContent> Sort(IEnumerable<PartContent> contents) => [.. contents.OrderBy(content => Array.IndexOf(all, content.Part))];
}
