using System.Buffers.Binary;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering.Jury;

/// <summary>
/// The centroids that a clustering could as well have had: those of k-means on resampled points, cluster by cluster beside those of the clustering that they judge. A juror's
/// vote for a point is the cluster whose centroid of this juror is nearest. Immutable.
/// </summary>
public sealed class Jurors
{
    /// <summary>As many jurors there are, unless they would hold more than <see cref="MostValues"/>.</summary>
    public const int Usual = 64;

    /// <summary>As many there are else.</summary>
    public const int Few = 16;

    /// <summary>The most coordinates that <see cref="Usual"/> jurors have.</summary>
    public const int MostValues = 1 << 18;

    /// <summary>There is no jury of more clusters than this.</summary>
    public const int MostClusters = 1_000;

    /// <summary>Puts jurors together.</summary>
    /// <param name="centroids">in: for each juror k x d values, row-major; 16 or 64 jurors.</param>
    /// <param name="features">d.</param>
    /// <exception cref="ArgumentException">There are other numbers of jurors, or they have no centroids, or different numbers of them.</exception>
    public Jurors(IReadOnlyList<float[]> centroids, int features)
    {
        if (centroids.Count is not (Usual or Few)) throw new ArgumentException($"There are {centroids.Count} jurors; allowed are {Few} and {Usual}.", nameof(centroids));
        Clusters = centroids[0].Length / features;
        if (Clusters == 0 || centroids.Any(juror => juror.Length != Clusters * features)) throw new ArgumentException("Each juror has as many centroids as any other, and at least one.", nameof(centroids));
        Count = centroids.Count;
        Centroids = new FeatureMatrix(Clusters * Count, features);
        for (var juror = 0; juror < Count; juror++)
            for (var c = 0; c < Clusters; c++) Centroids.SetPoint(PlaceOf(juror, c), centroids[juror].AsSpan(c * features, features));
    }

    /// <summary>The number of jurors, B: <see cref="Usual"/> or <see cref="Few"/>.</summary>
    public int Count { get; }

    /// <summary>The number of clusters, k.</summary>
    public int Clusters { get; }

    /// <summary>The number of features, d.</summary>
    public int Features => Centroids.Features;

    /// <summary>B k points of d features: those of one cluster stand side by side, so that a vector load takes neighbouring jurors, and no load crosses two clusters.</summary>
    internal FeatureMatrix Centroids { get; }

    /// <summary>How many jurors a clustering has; 0 where there are too many clusters.</summary>
    /// <param name="clusters">k.</param>
    /// <param name="features">d.</param>
    public static int CountFor(int clusters, int features) =>
        clusters > MostClusters ? 0 : (long)Usual * clusters * features > MostValues ? Few : Usual;

    /// <summary>Jurors of the bytes that <see cref="ToBytes"/> gives.</summary>
    /// <param name="bytes">in: B k d floats, 4 bytes each.</param>
    /// <param name="count">B.</param>
    /// <param name="features">d.</param>
    /// <exception cref="ArgumentException">As of the constructor.</exception>
    public static Jurors Of(ReadOnlySpan<byte> bytes, int count, int features)
    {
        var centroids = new float[count][];
        var each = bytes.Length / sizeof(float) / Math.Max(1, count);
        for (var juror = 0; juror < count; juror++)
        {
            centroids[juror] = new float[each];
            for (var i = 0; i < each; i++) centroids[juror][i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(((juror * each) + i) * sizeof(float))..]);
        }

        return new Jurors(centroids, features);
    }

    /// <summary>All centroids as they are stored: juror after juror, each k x d, row-major, float32, the lowest byte first. O(B k d).</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[(long)Count * Clusters * Features * sizeof(float)];
        var (centroid, place) = (new float[Features], 0);
        for (var juror = 0; juror < Count; juror++)
        {
            for (var c = 0; c < Clusters; c++)
            {
                CopyCentroid(juror, c, centroid);
                foreach (var value in centroid)
                {
                    BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(place), value);
                    place += sizeof(float);
                }
            }
        }

        return bytes;
    }

    /// <summary>Adds all that votes depend on to a fingerprint.</summary>
    /// <param name="hash">The fingerprint.</param>
    internal void AddTo(FingerprintHash hash)
    {
        hash.Add("jury");
        hash.Add(Count);
        hash.Add(ToBytes());
    }

    /// <summary>Copies a centroid of a juror.</summary>
    /// <param name="juror">0-based.</param>
    /// <param name="cluster">0-based.</param>
    /// <param name="destination">out: d values.</param>
    public void CopyCentroid(int juror, int cluster, Span<float> destination) => Centroids.CopyPoint(PlaceOf(juror, cluster), destination);

    private int PlaceOf(int juror, int cluster) => (cluster * Count) + juror;
}
