using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering.Search;

/// <summary>
/// Makes one set of centroids out of two: both together, then the two clusters whose union costs least become one until k are left (Ward 1963,
/// doi 10.1080/01621459.1963.10500845; as a crossover Fränti, Kivijärvi, Kaukoranta and Nevalainen 1997, doi 10.1093/comjnl/40.9.547). What
/// either optimum has found stays, and of what both have found one copy.
/// </summary>
internal static class CentroidCrossing
{
    /// <summary>Crosses two sets. O(n k d + k^2 d) for each of the k unions at worst, mostly O(n k d + k^2 d) in all.</summary>
    /// <param name="points">n x d.</param>
    /// <param name="left">k x d, row-major.</param>
    /// <param name="right">k x d, row-major.</param>
    /// <param name="parallelism">How many threads may work on it; the result does not depend on it.</param>
    /// <returns>k x d, row-major.</returns>
    public static float[] Cross(FeatureMatrix points, float[] left, float[] right, Parallelism parallelism)
    {
        var (d, clusters) = (points.Features, left.Length / points.Features);
        float[] both = [.. left, .. right];
        var sizes = new int[2 * clusters];
        foreach (var label in Assignment.Of(points, both, parallelism).Labels) sizes[label]++;
        var unions = new Unions(both, sizes, d);
        while (unions.Alive > clusters) unions.Unite();

        // Of copies of one centroid only the first has points; they fill up what would be missing.
        var chosen = Enumerable.Range(0, sizes.Length).OrderBy(c => unions.IsAlive(c) ? 0 : sizes[c] == 0 ? 1 : 2).Take(clusters);
        return [.. chosen.SelectMany(unions.Mean)];
    }

    /// <summary>The clusters that are left, and for each the one with which its union costs least.</summary>
    private sealed class Unions
    {
        private readonly int _features;
        private readonly double[] _means;
        private readonly double[] _sizes;
        private readonly bool[] _alive;
        private readonly int[] _partner;
        private readonly double[] _cost;

        public Unions(float[] means, int[] sizes, int features)
        {
            _features = features;
            _means = Array.ConvertAll(means, value => (double)value);
            _sizes = Array.ConvertAll(sizes, size => (double)size);
            _alive = Array.ConvertAll(sizes, size => size > 0);
            (_partner, _cost) = (new int[sizes.Length], new double[sizes.Length]);
            Alive = _alive.Count(alive => alive);
            for (var c = 0; c < sizes.Length; c++) if (_alive[c]) FindPartner(c);
        }

        public int Alive { get; private set; }

        public bool IsAlive(int cluster) => _alive[cluster];

        public IEnumerable<float> Mean(int cluster) => _means.Skip(cluster * _features).Take(_features).Select(value => (float)value);

        /// <summary>Makes one of the two clusters whose union costs least.</summary>
        public void Unite()
        {
            var first = 0;
            for (var c = 1; c < _alive.Length; c++) if (_alive[c] && (!_alive[first] || _cost[c] < _cost[first])) first = c;
            var second = _partner[first];
            var size = _sizes[first] + _sizes[second];
            for (var f = 0; f < _features; f++)
            {
                ref var mean = ref _means[(first * _features) + f];
                mean = ((mean * _sizes[first]) + (_means[(second * _features) + f] * _sizes[second])) / size;
            }

            _sizes[first] = size;
            _alive[second] = false;
            Alive--;
            FindPartner(first);
            for (var c = 0; c < _alive.Length; c++)
            {
                if (!_alive[c] || c == first) continue;
                if (_partner[c] == first || _partner[c] == second) FindPartner(c);
                else if (Cost(c, first) is var cost && cost < _cost[c]) (_cost[c], _partner[c]) = (cost, first);
            }
        }

        private void FindPartner(int cluster)
        {
            _cost[cluster] = double.PositiveInfinity;
            for (var c = 0; c < _alive.Length; c++)
                if (_alive[c] && c != cluster && Cost(cluster, c) is var cost && cost < _cost[cluster]) (_cost[cluster], _partner[cluster]) = (cost, c);
        }

        /// <summary>By how much the inertia grows when two clusters become one.</summary>
        private double Cost(int left, int right)
        {
            var square = 0.0;
            for (var f = 0; f < _features; f++)
            {
                var difference = _means[(left * _features) + f] - _means[(right * _features) + f];
                square += difference * difference;
            }

            return square * _sizes[left] * _sizes[right] / (_sizes[left] + _sizes[right]);
        }
    }
}
