using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Prediction;

/// <summary>The indexes of the customers of the versions that were asked for last, as many as there is room for. Thread-safe.</summary>
internal sealed class CustomerIndexes
{
    private const int Most = 16;

    /// <summary>What all of them may take: a customer takes four bytes.</summary>
    private const long MostBytes = 128L << 20;

    private readonly Lock _gate = new();

    /// <summary>The one asked for last stands last.</summary>
    private readonly List<(VersionContent Version, CustomerIndex Index)> _latest = [];

    /// <summary>That of a version.</summary>
    /// <param name="version">What the version holds.</param>
    /// <returns>Null where it is not there, or no longer.</returns>
    public CustomerIndex? Find(VersionContent version)
    {
        lock (_gate)
        {
            if (_latest.FindIndex(known => known.Version == version) is var place && place < 0) return null;
            var found = _latest[place];
            _latest.RemoveAt(place);
            _latest.Add(found);
            return found.Index;
        }
    }

    /// <summary>Takes in that of a version, and forgets others where there are too many.</summary>
    /// <param name="version">What the version holds.</param>
    /// <param name="index">Its index; one that is too large by itself is not taken.</param>
    public void Add(VersionContent version, CustomerIndex index)
    {
        if (index.Bytes > MostBytes) return;
        lock (_gate)
        {
            _latest.RemoveAll(known => known.Version == version);
            _latest.Add((version, index));
            while (_latest.Count > Most || _latest.Sum(known => known.Index.Bytes) > MostBytes) _latest.RemoveAt(0);
        }
    }
}
