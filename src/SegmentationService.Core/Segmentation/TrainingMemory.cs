using SegmentationService.Core.Clustering.Hierarchy;
using SegmentationService.Core.Clustering.Jury;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation;

/// <summary>What the steps of a training hold after the features are made, as it is known before they begin: bounds, not forecasts, for n customers of d features in k segments.</summary>
internal static class TrainingMemory
{
    /// <summary>
    /// The longest model, in bytes of its file: half of what an import takes, since names are written with more bytes than they have. Who asks for a version is answered about as
    /// much.
    /// </summary>
    public const long LongestModel = 64L << 20;

    /// <summary>What a segment says of a feature, but for its name: coordinates, statistics, and the marks between them.</summary>
    private const int BytesOfValue = 600;

    /// <summary>A coordinate of a juror: 4 bytes, as 3 of them are 4 letters.</summary>
    private const double BytesOfJurorValue = sizeof(float) * 4 / 3.0;

    /// <summary>What a leaf of the tree says of a column: a mean, and how many have none, each on a line.</summary>
    private const int BytesOfLeafValue = 64;

    /// <summary>What a segment says of its name and of its parent, but for the names of features.</summary>
    private const int BytesOfLineage = 1_000;

    /// <summary>A name is made of so many parts at most, each of which may be about a feature.</summary>
    private const int PartsOfName = 3;

    /// <summary>Two places name a feature in each segment.</summary>
    private const int NamesInSegment = 2;

    /// <summary>For each customer: labels, margins, places and distances of the points as they came and sorted.</summary>
    private const int BytesOfCustomer = 64;

    /// <summary>The same of passes that keep no bounds: labels, and of exact passes labels and distances.</summary>
    private const int BytesOfPlainCustomer = 12;

    /// <summary>What a thread that describes a column holds of each customer: its values in the order of the segments, and of these the few that lie near a quartile.</summary>
    private const int BytesOfDescribedCustomer = sizeof(double) + 1;

    /// <summary>For each value of a segment: the segment, its names, statistics and effects as objects.</summary>
    private const int BytesOfSegmentValue = 600;

    /// <summary>For each value of a centroid: the passes of a thread, which sum up apart, and runs that are compared.</summary>
    private const int BytesOfCentroidValue = 64;

    /// <summary>The multiplications of the starts of one round, over those of a pass for each customer: see the search, which makes fewer starts of larger points.</summary>
    private const double StartsOfRound = 1e11 / 30;

    /// <summary>What a thread holds that describes the columns of the customers.</summary>
    /// <param name="points">n x d.</param>
    public static long OfColumn(FeatureMatrix points) => (long)BytesOfDescribedCustomer * points.Count;

    /// <summary>What the search and the charts hold at most, where passes keep no bounds.</summary>
    /// <param name="points">n x d.</param>
    /// <param name="clusters">The largest number of segments tried.</param>
    /// <param name="restarts">The starts for each number.</param>
    /// <param name="threads">Who works on it.</param>
    public static long OfPlainSearch(FeatureMatrix points, int clusters, int restarts, int threads) =>
        OfSearch(points, clusters, restarts, threads) - points.Bytes - ((long)(BytesOfCustomer - BytesOfPlainCustomer) * points.Count);

    /// <summary>What the search, the profile and the charts hold at most.</summary>
    /// <param name="points">n x d.</param>
    /// <param name="clusters">The largest number of segments tried.</param>
    /// <param name="restarts">The starts for each number.</param>
    /// <param name="threads">Who works on it.</param>
    public static long OfSearch(FeatureMatrix points, int clusters, int restarts, int threads)
    {
        var values = (double)clusters * points.Features;
        var starts = Math.Clamp(StartsOfRound / (points.Count * values), 1, restarts);
        var bytes = points.Bytes + ((double)BytesOfCustomer * points.Count) + (values * (BytesOfSegmentValue + ((double)BytesOfCentroidValue * threads) + (3 * sizeof(float) * starts)));
        return (long)Math.Min(bytes, long.MaxValue / 2);
    }

    /// <summary>What a jury and the finding of it hold at most: its centroids as they are found, aligned and kept, the customers that are compared, and for each thread a sample, what runs on it, and a table of shared customers.</summary>
    /// <param name="points">n x d.</param>
    /// <param name="clusters">k.</param>
    /// <param name="jurors">B.</param>
    /// <param name="threads">Who works on it.</param>
    public static long OfJury(FeatureMatrix points, int clusters, int jurors, int threads)
    {
        var (d, values) = (points.Features, (long)clusters * points.Features);
        var sample = JurySelection.MostDrawn * ((2L * sizeof(float) * d) + BytesOfCustomer);
        var compared = JurySelection.MostCompared * ((long)(sizeof(float) * d) + BytesOfCustomer);
        return (3L * sizeof(float) * jurors * values) + (2 * compared) + (threads * (sample + (BytesOfCentroidValue * values) + ((long)sizeof(int) * clusters * clusters)));
    }

    /// <summary>What a tree and the growing of it hold at most: the points that are looked at, twice, and what runs on them, and the distances between its nodes.</summary>
    /// <param name="points">n x d.</param>
    /// <param name="clusters">k.</param>
    public static long OfTree(FeatureMatrix points, int clusters)
    {
        var (looked, nodes) = ((long)Math.Min(points.Count, GrownTree.MostSampled), (long)Math.Min(Math.Max(clusters, GrownTree.MostLeaves), GrownTree.MostClusters));
        return (looked * ((3L * sizeof(float) * points.Features) + (3 * BytesOfCustomer))) + (sizeof(double) * nodes * (nodes + points.Features));
    }

    /// <summary>Refuses a model that would be too long to be stored and read again.</summary>
    /// <param name="customers">What each segment tells of: the features, and the other columns of numbers.</param>
    /// <param name="clusters">The largest number of segments.</param>
    /// <exception cref="InvalidTableException">It would be longer than <see cref="LongestModel"/>.</exception>
    public static void CheckModel(PreparedCustomers customers, int clusters)
    {
        var features = customers.FeatureSet.Features;
        var names = features.Select(feature => feature.Name).Union(customers.NumericColumns.Select(column => column.Name), StringComparer.Ordinal);
        var lineage = BytesOfLineage + (PartsOfName * (double)features.Max(feature => WrittenLength(feature.Name)));
        var bytes = (clusters * lineage) + (clusters * names.Sum(name => BytesOfValue + ((double)NamesInSegment * WrittenLength(name)))) + (BytesOfLeafValue * GrownTree.LeavesFor(features.Count) * (double)names.Count()) + (BytesOfJurorValue * Jurors.CountFor(clusters, features.Count) * clusters * features.Count);
        if (bytes > LongestModel)
            throw new InvalidTableException(
                TableDefect.ModelTooLarge,
                $"{clusters} segments of {features.Count} features, and what they tell of all columns of numbers, make a model of up to {Math.Ceiling(bytes / (1 << 20)):0} MiB; at most {LongestModel >> 20} MiB are stored. Ask for fewer segments, or leave columns out.");
    }

    /// <summary>The bytes of a name in JSON at most: what is no plain letter may be written as an escape.</summary>
    private static int WrittenLength(string name) => name.Sum(letter => letter is >= ' ' and <= '~' and not ('"' or '\\') ? 1 : 6);
}
