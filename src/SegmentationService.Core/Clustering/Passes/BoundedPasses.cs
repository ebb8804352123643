using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>
/// The passes of Lloyd's algorithm. Each looks only at points which may change their cluster: the bounds are those of Hamerly (2010,
/// doi 10.1137/1.9781611972801.12), kept not for each point but for each block: an upper bound of the distances to the own centroid, and a lower
/// bound of the margin by which any other is farther. Labels are those of a pass over everything, bit for bit.
/// </summary>
internal sealed class BoundedPasses
{
    private const int Mixed = -1;

    private readonly FixedChunks _chunks;
    private readonly CentroidDrift _drift;
    private readonly int _clusters;
    private readonly Parallelism _parallelism;
    private readonly Worker[] _workers;
    private readonly FeatureMatrix _source;

    /// <summary>The labels in the order in which the points came; empty before the first run.</summary>
    private int[] _sourceLabels = [];

    /// <summary>For each block its cluster, or <see cref="Mixed"/>.</summary>
    private readonly int[] _clusterOf;

    /// <summary>For each block the least margin of its points, plus the loss of margins by the time when it was measured: what later losses are compared with.</summary>
    private readonly double[] _leastMargin;

    /// <summary>For each block the upper bound of the distances to the own centroid, less the movement of that by the time when it was measured.</summary>
    private readonly double[] _upperBound;

    private SortedPoints? _sorted;
    private float[]? _sourceMargins;

    /// <summary>The points, their labels and their margins in the order of the passes: sorted, or as they came.</summary>
    private FeatureMatrix _points;
    private int[] _labels = [];
    private float[]? _margins;

    /// <summary>Makes the room.</summary>
    /// <param name="points">n x d.</param>
    /// <param name="packed">Where the packed centroids of the pass under way are.</param>
    /// <param name="drift">What is known of the centroids.</param>
    /// <param name="clusters">k.</param>
    /// <param name="parallelism">How many threads may work on it; no result depends on it.</param>
    public BoundedPasses(FeatureMatrix points, float[] packed, CentroidDrift drift, int clusters, Parallelism parallelism)
    {
        _source = _points = points;
        _chunks = new FixedChunks(points, 2 * FixedChunks.MaxChunks);
        _drift = drift;
        _clusters = clusters;
        _parallelism = parallelism;
        _workers = Array.ConvertAll(new Worker[parallelism.Threads], _ => new Worker(new CandidateCentroids(drift, packed, clusters)));
        _clusterOf = new int[points.Blocks];
        _leastMargin = new double[points.Blocks];
        _upperBound = new double[points.Blocks];
    }

    /// <summary>Whether the points are sorted.</summary>
    public bool IsSorted => _points != _source;

    /// <summary>What the last pass did.</summary>
    public PassWork LastWork { get; private set; }

    /// <summary>Begins a run: no point belongs to a cluster.</summary>
    public void Begin()
    {
        // Written by the first pass, by the threads that read it later.
        if (_sourceLabels.Length < _source.Count) _sourceLabels = GC.AllocateUninitializedArray<int>(_source.Count);
        (_points, _labels, _margins) = (_source, _sourceLabels, null);
        ForgetBounds();
    }

    /// <summary>The next pass looks at everything, as do those after it until one measures margins.</summary>
    public void ForgetBounds()
    {
        Array.Fill(_clusterOf, Mixed);
        Array.Fill(_leastMargin, double.NegativeInfinity);
        Array.Fill(_upperBound, double.PositiveInfinity);
    }

    /// <summary>Goes on from given labels, without bounds.</summary>
    /// <param name="labels">in: for each point its cluster.</param>
    /// <param name="totals">out: the sums and sizes of these clusters.</param>
    public void Begin(int[] labels, ClusterTotals totals)
    {
        Begin();
        totals.Clear();
        _chunks.Each(_parallelism, (worker, _, first, end) =>
        {
            for (var block = first; block < end; block++)
            {
                labels.AsSpan(block * FeatureMatrix.BlockSize, _points.PointsIn(block)).CopyTo(LabelsIn(block));
                totals.ChangeOf(worker).Add(_points.Block(block), LabelsIn(block));
            }
        });
        totals.Apply();
    }

    /// <summary>One pass with the centroids that drift and packed hold.</summary>
    /// <param name="totals">Told of the points that come, in the first pass, or move.</param>
    /// <param name="isFirst">Whether the points belong to no cluster yet.</param>
    /// <param name="measures">Whether margins are measured, so that blocks can rest in later passes.</param>
    public void Assign(ClusterTotals totals, bool isFirst, bool measures)
    {
        foreach (var worker in _workers) worker.BeginPass();
        _chunks.Each(_parallelism, (worker, _, first, end) =>
            WidestLane.Run<Pass, int>(new Pass(this, _workers[worker], totals.ChangeOf(worker), isFirst, measures, first, end)));
        LastWork = default;
        foreach (var worker in _workers) LastWork += new PassWork(worker.Blocks, measures ? worker.Blocks : 0, worker.Comparisons);
    }

    /// <summary>From the next pass on the margin of each point is kept, which <see cref="Sort"/> needs.</summary>
    public void KeepMargins()
    {
        _sourceMargins ??= GC.AllocateUninitializedArray<float>(_source.Blocks * FeatureMatrix.BlockSize);
        _margins = IsSorted ? _sorted!.Margins : _sourceMargins;
    }

    /// <summary>Sorts the points by cluster and margin. The last pass has measured margins, and they were kept.</summary>
    /// <param name="largest">The order of magnitude of large margins.</param>
    public void Sort(float largest)
    {
        if (IsSorted)
        {
            _chunks.Each(_parallelism, (_, _, first, end) =>
            {
                for (var block = first; block < end; block++) Shrink(block);
            });
            _sorted!.Restore(_sourceLabels, _sourceMargins, _parallelism);
        }

        _sorted ??= new SortedPoints(_source);
        _sorted.Sort(_clusters, _sourceLabels, _sourceMargins!, largest, _parallelism);
        (_points, _labels, _margins) = (_sorted.Points, _sorted.Labels, _sorted.Margins);
        _chunks.Each(_parallelism, (_, _, first, end) => WidestLane.Run<Measuring, int>(new Measuring(this, first, end)));
    }

    /// <summary>The cluster of each point, in the order in which they came; valid until the next pass, and not to be changed. O(n) where the points are sorted.</summary>
    public int[] Labels()
    {
        if (IsSorted) _sorted!.Restore(_sourceLabels, null, _parallelism);
        return _sourceLabels;
    }

    private static Span<T> InBlock<T>(T[] ofPoints, int block) => ofPoints.AsSpan(block * FeatureMatrix.BlockSize, FeatureMatrix.BlockSize);

    private Span<int> LabelsIn(int block) => _labels.AsSpan(block * FeatureMatrix.BlockSize, _points.PointsIn(block));

    /// <summary>Turns the margins of a block as they were when it was measured into what is left of them now.</summary>
    private void Shrink(int block)
    {
        var margins = InBlock(_margins!, block);
        var shrunk = _drift.MarginLoss(_clusterOf[block]) - (_leastMargin[block] - BlockReduction.Least(margins));
        foreach (ref var margin in margins) margin = (float)Math.Max(0, (margin - shrunk) * (1 - 1e-6));
    }

    /// <summary>Sets the bounds of a block that was measured with the centroids as they stand.</summary>
    private void SetBounds(int block, float leastMargin, float largestSquare)
    {
        var labels = LabelsIn(block);
        var label = labels.IndexOfAnyExcept(labels[0]) < 0 ? labels[0] : Mixed;
        _clusterOf[block] = label;
        _leastMargin[block] = leastMargin + _drift.MarginLoss(label);
        _upperBound[block] = (Math.Sqrt(largestSquare + (4.0 * _drift.Error)) * (1 + 1e-6)) - _drift.Movement(label);
    }

    /// <summary>Measures how far the points of sorted blocks lie from their centroids.</summary>
    private readonly struct Measuring(BoundedPasses passes, int first, int end) : ILaneWork<int>
    {
        public int Run<TLane>()
            where TLane : struct, ILane<TLane>
        {
            Span<float> squares = stackalloc float[FeatureMatrix.BlockSize];
            var centroid = new float[passes._points.Features];
            for (var block = first; block < end; block++)
            {
                passes._parallelism.Cancellation.ThrowIfCancellationRequested();
                var labels = InBlock(passes._labels, block);
                var largest = 0f;
                for (int i = 0, label = Mixed; i < labels.Length; i++)
                {
                    if (labels[i] != label)
                    {
                        label = labels[i];
                        passes._drift.Centroids.CopyPoint(label, centroid);
                        PointDistances.Squared<TLane>(passes._points.Block(block), centroid, squares);
                    }

                    largest = Math.Max(largest, squares[i]);
                }

                passes.SetBounds(block, BlockReduction.Least(InBlock(passes._margins!, block)), largest);
            }

            return end - first;
        }
    }

    /// <summary>A pass over some of the blocks.</summary>
    private readonly struct Pass(BoundedPasses passes, Worker worker, ClusterTotals.Change change, bool isFirst, bool measures, int first, int end) : ILaneWork<int>
    {
        public int Run<TLane>()
            where TLane : struct, ILane<TLane>
        {
            for (var block = NextUnsettled(first); block < end;)
            {
                passes._parallelism.Cancellation.ThrowIfCancellationRequested();
                var next = NextUnsettled(block + 1);
                if (next < end) BlockPrefetch.Begin(passes._points.Block(next));
                AssignBlock<TLane>(block, passes._clusterOf[block]);
                block = next;
            }

            return end - first;
        }

        private int NextUnsettled(int block)
        {
            var drift = passes._drift;
            while (block < end && passes._leastMargin[block] > drift.MarginLoss(passes._clusterOf[block]) + drift.Tolerance(passes._clusterOf[block])) block++;
            return block;
        }

        private void AssignBlock<TLane>(int block, int label)
            where TLane : struct, ILane<TLane>
        {
            var (drift, candidates) = (passes._drift, worker.Candidates);
            var points = passes._points.Block(block);
            var labels = passes.LabelsIn(block);
            var count = labels.Length;
            candidates.Choose(labels, passes._upperBound[block] + drift.Movement(label), drift.Tolerance(label));
            worker.Blocks++;
            worker.Comparisons += candidates.Count == 0 ? passes._clusters : candidates.Count;
            if (candidates.Count == 1 && label != Mixed)
            {
                // No other centroid is near enough: what is left of the margin is known without a look at the points.
                passes._leastMargin[block] = candidates.LeastMargin + drift.MarginLoss(label);
                if (passes._margins is not null) InBlock(passes._margins, block).Fill(candidates.LeastMargin);
                return;
            }

            if (measures) CentroidScores.AssignTwo<TLane>(points, candidates.Packed, worker.Labels, worker.Best, worker.Second);
            else CentroidScores.Assign<TLane>(points, candidates.Packed, worker.Labels);
            candidates.Number(worker.Labels);
            var after = worker.Labels.AsSpan(0, count);
            if (isFirst)
            {
                change.Add(points, after);
                after.CopyTo(labels);
            }
            else
            {
                change.Move(points, labels, after);
            }

            if (!measures) return;
            var margins = passes._margins is null ? worker.Margins : InBlock(passes._margins, block);
            NearestMargins.Bound<TLane>(points, worker.Best, worker.Second, drift.Error, candidates.LeastMargin, margins, worker.Squares);
            if (count < FeatureMatrix.BlockSize)
            {
                margins[count..].Fill(float.MaxValue);
                worker.Squares.AsSpan(count).Clear();
            }

            passes.SetBounds(block, BlockReduction.Least(margins), BlockReduction.Largest(worker.Squares));
        }
    }

    /// <summary>What one worker needs for the block under way.</summary>
    private sealed class Worker(CandidateCentroids candidates)
    {
        public CandidateCentroids Candidates { get; } = candidates;

        public int[] Labels { get; } = new int[FeatureMatrix.BlockSize];

        public float[] Best { get; } = new float[FeatureMatrix.BlockSize];

        public float[] Second { get; } = new float[FeatureMatrix.BlockSize];

        public float[] Margins { get; } = new float[FeatureMatrix.BlockSize];

        public float[] Squares { get; } = new float[FeatureMatrix.BlockSize];

        public long Blocks { get; set; }

        public long Comparisons { get; set; }

        public void BeginPass()
        {
            Candidates.BeginPass();
            (Blocks, Comparisons) = (0, 0);
        }
    }
}
