using System.Globalization;
using System.Security.Cryptography;
using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Cluster;

/// <summary>The keys of grains. Those of parts have the number, which says where a part is dealt to, and a hash of what makes it, which says nothing to who reads a log.</summary>
internal static class PartKey
{
    private const int HashBytes = 16;

    /// <summary>The key of a part, such as <c>7-0f3a...</c>.</summary>
    public static string Of(PartSource part) =>
        string.Create(CultureInfo.InvariantCulture, $"{part.Number}-{Convert.ToHexStringLower(SHA256.HashData(part.Description).AsSpan(0, HashBytes))}");

    /// <summary>The key of who tells, once, what the replica may hold that a part is dealt to.</summary>
    /// <param name="number">The number of the part.</param>
    public static string OfRoom(int number) => string.Create(CultureInfo.InvariantCulture, $"{number}-{Guid.NewGuid():N}");

    /// <summary>The key of who asks the parts of a replica.</summary>
    public static string OfReplica(SiloAddress replica) => replica.ToParsableString();

    /// <summary>The number in a key; 0 where there is none.</summary>
    public static int NumberIn(string key) =>
        int.TryParse(key.AsSpan(0, Math.Max(0, key.IndexOf('-'))), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
