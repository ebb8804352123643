namespace SegmentationService.Core.Clustering.Hierarchy;

/// <summary>
/// Agglomerative clustering of points that stand for many (Ward 1963, doi 10.1080/01621459.1963.10500845): again and again the two clusters become one whose union adds least to the
/// inertia. The heights are those of scipy's <c>linkage(method="ward")</c> of the single points, but for the merges among those of one place.
/// </summary>
internal static class WardLinkage
{
    /// <summary>The most points: all distances between them are kept.</summary>
    public const int MostPoints = 1_000;

    /// <summary>Merges all. Of equally near pairs the one of the earliest leaves goes first. O(m^2 d) most often, O(m^3) at worst; m^2 doubles of memory.</summary>
    /// <param name="points">in: m points of d coordinates; m at least 1.</param>
    /// <param name="sizes">in: how many each stands for, at least 0.</param>
    /// <param name="cancellation">Cancels between two merges.</param>
    /// <returns>m - 1 merges; no later one is lower, but for rounding.</returns>
    public static Merge[] Of(IReadOnlyList<double[]> points, IReadOnlyList<int> sizes, CancellationToken cancellation)
    {
        var state = new State(points, sizes);
        var merges = new Merge[points.Count - 1];
        for (var step = 0; step < merges.Length; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            merges[step] = state.MergeNearest(points.Count + step);
        }

        return merges;
    }

    /// <summary>The clusters that are left. A union takes the place of its earlier half.</summary>
    private sealed class State
    {
        private const int None = -1;

        private readonly double[][] _means;
        private readonly double[] _sizes;
        private readonly int[] _numbers;
        private readonly bool[] _isGone;
        private readonly double[][] _squares;
        private readonly int[] _nearest;

        public State(IReadOnlyList<double[]> points, IReadOnlyList<int> sizes)
        {
            _means = [.. points.Select(point => (double[])point.Clone())];
            _sizes = [.. sizes];
            _numbers = [.. Enumerable.Range(0, _means.Length)];
            _isGone = new bool[_means.Length];
            _squares = [.. _numbers.Select(i => new double[_means.Length])];
            for (var i = 0; i < _means.Length; i++)
                for (var j = i + 1; j < _means.Length; j++) _squares[i][j] = SquaredHeight(i, j);
            _nearest = [.. _numbers.Select(NearestAfter)];
        }

        public Merge MergeNearest(int number)
        {
            var i = None;
            for (var row = 0; row < _nearest.Length; row++)
                if (!_isGone[row] && _nearest[row] != None && (i == None || _squares[row][_nearest[row]] < _squares[i][_nearest[i]])) i = row;
            var j = _nearest[i];
            var merge = new Merge(Math.Min(_numbers[i], _numbers[j]), Math.Max(_numbers[i], _numbers[j]), Math.Sqrt(_squares[i][j]));
            Join(i, j);
            _numbers[i] = number;
            Renew(i, j);
            return merge;
        }

        private void Join(int i, int j)
        {
            var size = _sizes[i] + _sizes[j];
            if (size > 0)
                for (var f = 0; f < _means[i].Length; f++) _means[i][f] += (_means[j][f] - _means[i][f]) * (_sizes[j] / size);
            _sizes[i] = size;
            _isGone[j] = true;
        }

        /// <summary>What has changed of distances and nearest ones since the clusters of two places became one, in the first.</summary>
        private void Renew(int i, int j)
        {
            for (var other = 0; other < _means.Length; other++)
                if (!_isGone[other] && other != i) _squares[Math.Min(i, other)][Math.Max(i, other)] = SquaredHeight(i, other);
            for (var row = 0; row < _means.Length; row++)
            {
                if (_isGone[row]) continue;
                if (row == i || _nearest[row] == i || _nearest[row] == j) _nearest[row] = NearestAfter(row);
                else if (row < i && (_squares[row][i], i).CompareTo((_squares[row][_nearest[row]], _nearest[row])) < 0) _nearest[row] = i;
            }
        }

        /// <summary>Of the clusters at later places the nearest.</summary>
        private int NearestAfter(int row)
        {
            var nearest = None;
            for (var other = row + 1; other < _means.Length; other++)
                if (!_isGone[other] && (nearest == None || _squares[row][other] < _squares[row][nearest])) nearest = other;
            return nearest;
        }

        private double SquaredHeight(int i, int j)
        {
            // A cluster of no points adds nothing to any.
            if (_sizes[i] == 0 || _sizes[j] == 0) return 0;
            var square = 0.0;
            for (var f = 0; f < _means[i].Length; f++)
            {
                var difference = _means[i][f] - _means[j][f];
                square += difference * difference;
            }

            return 2 * _sizes[i] * _sizes[j] / (_sizes[i] + _sizes[j]) * square;
        }
    }
}
