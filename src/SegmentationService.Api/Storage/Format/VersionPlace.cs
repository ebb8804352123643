namespace SegmentationService.Api.Storage.Format;

/// <summary>
/// The folder of a version in that of its model: <c>3</c> as it was stored, <c>3.2</c> since the second rewriting of versions of the model. A rewriting counts as soon as the file of the aliases has
/// its number; of the folders of a version that count, the one of the latest rewriting is the version, and the others are to be removed.
/// </summary>
/// <param name="Version">The number of the version.</param>
/// <param name="Rewriting">The number of the rewriting, from 1; 0 for the version as it was stored.</param>
internal readonly record struct VersionPlace(int Version, int Rewriting)
{
    private const char Mark = '.';

    /// <summary>Reads the name of a folder.</summary>
    /// <param name="name">Any text.</param>
    /// <param name="place">What it is the folder of.</param>
    public static bool TryParse(string name, out VersionPlace place)
    {
        var end = name.IndexOf(Mark, StringComparison.Ordinal);
        var rewriting = 0;
        var isOne = VersionNumber.TryParse(end < 0 ? name : name[..end], out var version) && (end < 0 || VersionNumber.TryParse(name[(end + 1)..], out rewriting));
        place = isOne ? new VersionPlace(version, rewriting) : default;
        return isOne;
    }

    /// <summary>All folders of versions that are there, in no order. O(entries).</summary>
    /// <param name="model">The folder of the model, which need not be there.</param>
    public static IEnumerable<VersionPlace> In(string model) => Directory.Exists(model)
        ? Directory.EnumerateDirectories(model).Select(path => TryParse(Path.GetFileName(path), out var place) ? place : default).Where(place => place.Version > 0)
        : [];

    /// <summary>The folders of a version that are there, that of the latest rewriting first. O(entries).</summary>
    /// <param name="model">The folder of the model, which need not be there.</param>
    /// <param name="version">The number of the version.</param>
    public static VersionPlace[] Of(string model, int version) => [.. In(model).Where(place => place.Version == version).OrderByDescending(place => place.Rewriting)];

    /// <summary>The name of the folder.</summary>
    public override string ToString() => Rewriting == 0 ? VersionNumber.ToText(Version) : VersionNumber.ToText(Version) + Mark + VersionNumber.ToText(Rewriting);
}
