using SegmentationService.Api.Storage.Format;
using SegmentationService.Core;

namespace SegmentationService.Api.Storage;

/// <summary>Loads the versions of a store: those that will be asked for, and as many others as make no start long, when they are found; the rest when somebody asks for them.</summary>
/// <param name="loaded">Told of each that is in memory.</param>
internal sealed class VersionLoader(LoadedVersions loaded)
{
    /// <summary>So many that are not pointed at are checked when they are found; a store of a usual size is known whole before it serves.</summary>
    private const int MostAtOnce = 1_000;

    private int _left = MostAtOnce;

    /// <summary>Finds a version.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="model">The model that the folder stands for.</param>
    /// <param name="place">The version that the folder stands for.</param>
    /// <param name="isWanted">Whether it is loaded now in any case.</param>
    /// <exception cref="CorruptModelException">It is not whole, as far as has been looked.</exception>
    public StoredVersion Find(string folder, string model, VersionPlace place, bool isWanted)
    {
        StoredVersion? version = null;
        var areAllChecked = false;
        version = new StoredVersion(model, place.Version, Load) { Place = place };
        if (isWanted || Interlocked.Decrement(ref _left) >= 0) _ = version.Content;
        return version;

        VersionContent Load()
        {
            var content = VersionFolder.Load(folder, model, place.Version, areAllChecked);
            areAllChecked = true;
            loaded.Add(version!, content.Files[0].Bytes);
            return content;
        }
    }

    /// <summary>A version that has just been stored.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="model">The model.</param>
    /// <param name="place">Which one.</param>
    /// <param name="content">What it holds.</param>
    public StoredVersion Known(string folder, string model, VersionPlace place, VersionContent content)
    {
        StoredVersion? version = null;
        version = new StoredVersion(model, place.Version, content, Load) { Place = place };
        loaded.Add(version, content.Files[0].Bytes);
        return version;

        VersionContent Load()
        {
            var read = VersionFolder.Load(folder, model, place.Version, areOthersChecked: true);
            loaded.Add(version!, read.Files[0].Bytes);
            return read;
        }
    }
}
