using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>
/// A copy of the points in which those of one cluster stand together, and among them those of similar margin: whole blocks then
/// have one cluster and are far from changing it.
/// </summary>
internal sealed class SortedPoints
{
    /// <summary>Margins are told apart by their power of two, over so many of them at most.</summary>
    private const int MostClasses = 8;

    /// <summary>As many runs are written side by side at most; the blocks of more would not stay in the cache.</summary>
    private const int MostRuns = 512;

    /// <summary>Of a point its place, its label and its margin, and the margin in the order of the source.</summary>
    private const int BytesOfPoint = (2 * sizeof(int)) + (2 * sizeof(float));

    private readonly FeatureMatrix _source;
    private readonly FixedChunks _chunks;

    /// <summary>For each point of the source its place.</summary>
    private readonly int[] _places;

    /// <summary>What it takes to sort points and to keep their margins.</summary>
    public static long BytesOf(FeatureMatrix source) => FeatureMatrix.BytesOf(source.Count, source.Features) + ((long)BytesOfPoint * source.Count);

    /// <summary>Makes the room for the copy.</summary>
    public SortedPoints(FeatureMatrix source)
    {
        _source = source;
        _chunks = new FixedChunks(source);
        _places = GC.AllocateUninitializedArray<int>(source.Count);
        Points = FeatureMatrix.Unwritten(source.Count, source.Features);
        Labels = GC.AllocateUninitializedArray<int>(source.Blocks * FeatureMatrix.BlockSize);
        Margins = GC.AllocateUninitializedArray<float>(Labels.Length);
    }

    /// <summary>The points in their new order; the last block is filled up with copies of the last point.</summary>
    public FeatureMatrix Points { get; }

    /// <summary>For each place the cluster.</summary>
    public int[] Labels { get; }

    /// <summary>For each place the margin.</summary>
    public float[] Margins { get; }

    /// <summary>Sorts; points of one cluster and class keep their order. O(n d + chunks x k).</summary>
    /// <param name="clusters">k.</param>
    /// <param name="labels">in: the cluster of each point of the source.</param>
    /// <param name="margins">in: the margin of each point of the source, at least 0.</param>
    /// <param name="largest">The order of magnitude of large margins.</param>
    /// <param name="parallelism">How many threads may work on it; the result does not depend on it.</param>
    public void Sort(int clusters, int[] labels, float[] margins, float largest, Parallelism parallelism)
    {
        var classes = Classes(clusters);
        var top = Exponent(largest);
        var next = new int[_chunks.Count][];
        parallelism.For(next.Length, chunk =>
        {
            var counts = next[chunk] = new int[clusters * classes];
            var (begin, end) = Range(chunk);
            for (var i = begin; i < end; i++) counts[Run(labels[i], margins[i], classes, top)]++;
        });

        var begins = new int[clusters + 1];
        var start = 0;
        for (var run = 0; run < clusters * classes; run++)
        {
            if (run % classes == 0) begins[run / classes] = start;
            foreach (var counts in next) (counts[run], start) = (start, start + counts[run]);
        }

        begins[clusters] = start;
        parallelism.For(next.Length, chunk => Copy(chunk, labels, margins, next[chunk], classes, top));
        parallelism.For(clusters, c => Labels.AsSpan(begins[c]..begins[c + 1]).Fill(c));
        Fill();
    }

    /// <summary>Brings the labels back into the order of the source, and the margins where they are wanted. O(n).</summary>
    public void Restore(int[] labels, float[]? margins, Parallelism parallelism) => parallelism.For(_chunks.Count, chunk =>
    {
        var (begin, end) = Range(chunk);
        for (var i = begin; i < end; i++) labels[i] = Labels[_places[i]];
        if (margins is null) return;
        for (var i = begin; i < end; i++) margins[i] = Margins[_places[i]];
    });

    private void Copy(int chunk, int[] labels, float[] margins, int[] next, int classes, int top)
    {
        var (begin, end) = Range(chunk);
        for (var first = begin; first < end; first += FeatureMatrix.BlockSize)
        {
            var places = _places.AsSpan(first, Math.Min(FeatureMatrix.BlockSize, end - first));
            for (var i = 0; i < places.Length; i++)
            {
                var (label, margin) = (labels[first + i], margins[first + i]);
                var place = next[Run(label, margin, classes, top)]++;
                places[i] = place;
                Margins[place] = margin;
            }

            FeatureMatrix.CopyBlock(_source, first / FeatureMatrix.BlockSize, Points, places);
        }
    }

    private void Fill()
    {
        var last = _source.Count - 1;
        Labels.AsSpan(last + 1).Fill(Labels[last]);
        Margins.AsSpan(last + 1).Fill(Margins[last]);
        Points.FillUp();
    }

    /// <summary>
    /// The least margin of the class that a margin falls into: no block of points of that class is farther from a change. 0 for the last class,
    /// which takes all the rest.
    /// </summary>
    /// <param name="margin">The margin of a point, at least 0.</param>
    /// <param name="clusters">k.</param>
    /// <param name="largest">The order of magnitude of large margins.</param>
    public static float LeastOfClass(float margin, int clusters, float largest)
    {
        var (last, top) = (Classes(clusters) - 1, Exponent(largest));
        return top - Exponent(margin) >= last ? 0 : BitConverter.Int32BitsToSingle(Math.Min(Exponent(margin), top) << 23);
    }

    private static int Classes(int clusters) => Math.Clamp(MostRuns / clusters, 1, MostClasses);

    private static int Run(int label, float margin, int classes, int top) => (label * classes) + Math.Clamp(top - Exponent(margin), 0, classes - 1);

    /// <summary>The power of two that a margin lies in.</summary>
    private static int Exponent(float margin) => BitConverter.SingleToInt32Bits(margin) >> 23;

    private (int Begin, int End) Range(int chunk)
    {
        var size = _chunks.BlocksPerChunk * FeatureMatrix.BlockSize;
        return (chunk * size, Math.Min(_source.Count, (chunk + 1) * size));
    }
}
