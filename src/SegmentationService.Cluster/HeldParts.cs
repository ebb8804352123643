using System.Collections.Concurrent;

namespace SegmentationService.Cluster;

/// <summary>The parts that lie on this replica, for who asks many of them: a call of a grain for each takes longer than a small part does. Thread-safe.</summary>
internal sealed class HeldParts
{
    private readonly ConcurrentDictionary<string, HeldPart> _parts = new(StringComparer.Ordinal);

    /// <summary>A part lies here.</summary>
    /// <param name="key">The key of its grain.</param>
    /// <param name="part">The part.</param>
    public void Add(string key, HeldPart part) => _parts[key] = part;

    /// <summary>The part lies here no longer.</summary>
    public void Remove(string key, HeldPart part) => _parts.TryRemove(KeyValuePair.Create(key, part));

    /// <summary>The part of a key; null where it does not lie here.</summary>
    public HeldPart? Find(string key) => _parts.GetValueOrDefault(key);
}
