using MathNet.Numerics.LinearAlgebra;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Charts;

/// <summary>
/// The directions in which points vary most, found by subspace iteration with Chebyshev polynomials (Rutishauser 1970, doi 10.1007/BF02219773): a few vectors are multiplied
/// with the covariances again and again, without a matrix of them. The same bits on any number of threads and at every vector width.
/// </summary>
/// <param name="Center">The mean of each feature.</param>
/// <param name="TotalVariance">The sum of the variances of the features.</param>
/// <param name="Variances">The variances along the directions, the largest first: as many as there are directions.</param>
/// <param name="Directions">Orthogonal, of length 1; a few of them at most, and of those only the first two are looked at whether they have come to rest.</param>
internal sealed record PrincipalComponents(double[] Center, double TotalVariance, double[] Variances, double[][] Directions)
{
    /// <summary>As many values are used; of larger matrices fewer points are.</summary>
    private const double MostValues = 2e6;

    /// <summary>As many products with all points are made. What has not come to rest by then are two directions of nearly the largest variance, of many alike.</summary>
    private const int MostProducts = 120;

    /// <summary>How far a direction may turn in a product, as a part of the largest variance, when it has come to rest.</summary>
    private const double AtRest = 1e-9;

    /// <summary>The directions that come to rest.</summary>
    private const int Wanted = 2;

    private const int HighestDegree = 10;

    /// <summary>How much more the first direction may grow than the last by one polynomial: the others keep digits enough beside it.</summary>
    private const double MostGrowth = 1e6;

    /// <summary>Variances below this part of the largest are none.</summary>
    private const double LeastPart = 1e-6;

    private static readonly int Width = ScatterProducts.Vectors;

    /// <summary>Finds them. O(m d), m d at most two millions, a hundred times at most.</summary>
    /// <param name="points">n x d.</param>
    /// <param name="parallelism">How many threads may work on it, and what cancels it between two products.</param>
    public static PrincipalComponents Of(FeatureMatrix points, Parallelism parallelism)
    {
        var step = (int)Math.Max(1, Math.Ceiling((double)points.Count * points.Features / MostValues));
        return new Iteration(points, step, parallelism).Run();
    }

    private sealed class Iteration
    {
        private readonly FeatureMatrix _points;
        private readonly FixedChunks _chunks;
        private readonly Parallelism _parallelism;
        private readonly int _step;
        private readonly int _used;
        private readonly int _vectors;
        private readonly double[] _center;
        private readonly double[][] _sums;
        private int _products;

        public Iteration(FeatureMatrix points, int step, Parallelism parallelism)
        {
            (_points, _step, _parallelism) = (points, step, parallelism);
            _used = (points.Count + step - 1) / step;
            _vectors = Math.Min(points.Features, Width);
            _chunks = new FixedChunks(points);
            _sums = new double[_chunks.Count][];
            for (var chunk = 0; chunk < _sums.Length; chunk++) _sums[chunk] = new double[points.Features * Width];
            _center = MeansOf((value, _) => value);
        }

        public PrincipalComponents Run()
        {
            var total = MeansOf((value, f) => (value - _center[f]) * (value - _center[f])).Sum();
            var vectors = Start();
            while (true)
            {
                var products = Multiply(vectors);
                var variances = Rotate(ref vectors, ref products);
                if (_vectors == _points.Features || _products >= MostProducts || Unrest(vectors, products, variances) <= AtRest * variances[0])
                    return new PrincipalComponents(_center, total, variances, [.. Enumerable.Range(0, _vectors).Select(j => Column(vectors, j))]);
                vectors = Orthonormal(Filter(vectors, products, variances));
            }
        }

        /// <summary>Vectors to begin with: where there are as many as features, theirs, so that the first step is the last; else what no table is made for.</summary>
        private double[] Start()
        {
            var vectors = new double[_points.Features * Width];
            var random = new SeededRandom(seed: 0);
            for (var f = 0; f < _points.Features; f++)
                for (var j = 0; j < _vectors; j++)
                    vectors[(f * Width) + j] = _vectors < _points.Features ? random.NextGaussian() : f == j ? 1 : 0;
            return _vectors < _points.Features ? Orthonormal(vectors) : vectors;
        }

        /// <summary>For each feature the mean of something over the points used.</summary>
        private double[] MeansOf(Func<double, int, double> of)
        {
            var means = new double[_points.Features];
            for (var block = 0; block < _points.Blocks; block++)
            {
                _parallelism.Cancellation.ThrowIfCancellationRequested();
                var values = _points.Block(block);
                var (points, first) = (_points.PointsIn(block), FirstIn(block));
                for (var f = 0; f < means.Length; f++)
                    for (var i = first; i < points; i += _step) means[f] += of(values[(f * FeatureMatrix.BlockSize) + i], f);
            }

            return Array.ConvertAll(means, sum => sum / _used);
        }

        /// <summary>The covariances times each of the vectors.</summary>
        private double[] Multiply(double[] vectors)
        {
            _products++;
            _chunks.Run(_parallelism, (chunk, first, end) =>
            {
                Array.Clear(_sums[chunk]);
                for (var block = first; block < end; block++)
                    ScatterProducts.Add(_points.Block(block), _points.PointsIn(block), FirstIn(block), _step, _center, vectors, _sums[chunk]);
            });
            var products = new double[vectors.Length];
            foreach (var sums in _sums) ElementwiseSum.Add(sums, products);
            for (var i = 0; i < products.Length; i++) products[i] /= _used;
            return products;
        }

        /// <summary>Turns the vectors within the space that they span to where the products say that the variance is largest (Rayleigh and Ritz).</summary>
        /// <returns>The variance along each, the largest first.</returns>
        private double[] Rotate(ref double[] vectors, ref double[] products)
        {
            var (from, to) = (vectors, products);
            var inner = Matrix<double>.Build.Dense(_vectors, _vectors, (i, j) => (Inner(from, i, to, j) + Inner(from, j, to, i)) / 2);
            var decomposition = inner.Evd(Symmetricity.Symmetric);
            (vectors, products) = (Turn(from), Turn(to));
            return [.. Enumerable.Range(1, _vectors).Select(j => decomposition.EigenValues[_vectors - j].Real)];

            // In ascending order of the variances.
            double[] Turn(double[] columns)
            {
                var turned = new double[columns.Length];
                for (var row = 0; row < columns.Length; row += Width)
                    for (var j = 0; j < _vectors; j++)
                        for (var i = 0; i < _vectors; i++) turned[row + j] += columns[row + i] * decomposition.EigenVectors[i, _vectors - 1 - j];
                return turned;
            }
        }

        /// <summary>How far the wanted vectors are from being multiples of themselves.</summary>
        private static double Unrest(double[] vectors, double[] products, double[] variances)
        {
            var most = 0.0;
            for (var j = 0; j < Wanted; j++)
            {
                var sum = 0.0;
                for (var place = j; place < vectors.Length; place += Width)
                {
                    var rest = products[place] - (variances[j] * vectors[place]);
                    sum += rest * rest;
                }

                most = Math.Max(most, sum);
            }

            return Math.Sqrt(most);
        }

        /// <summary>The Chebyshev polynomial of the covariances that is small from 0 to the least variance of the vectors and grows fast above, times each of the vectors.</summary>
        private double[] Filter(double[] vectors, double[] products, double[] variances)
        {
            var half = Math.Max(variances[^1], LeastPart * variances[0]) / 2;
            var growth = Math.Acosh(Math.Max(variances[0] / half, 2) - 1);
            var degree = growth * HighestDegree <= Math.Acosh(MostGrowth) ? HighestDegree : Math.Max(1, (int)(Math.Acosh(MostGrowth) / growth));
            var (before, last) = (vectors, Step(products, vectors, vectors, 1, 0));
            for (; degree > 1 && _products < MostProducts; degree--) (before, last) = (last, Step(Multiply(last), last, before, 2, 1));
            return last;

            // factor (C - half) / half of the last less what was before.
            double[] Step(double[] multiplied, double[] of, double[] earlier, double factor, double less)
            {
                var next = new double[of.Length];
                for (var place = 0; place < next.Length; place++) next[place] = (factor * ((multiplied[place] / half) - of[place])) - (less * earlier[place]);
                return next;
            }
        }

        /// <summary>The vectors at right angles to each other and of length 1, each the nearer to what it was the earlier it stands (Gram and Schmidt, twice).</summary>
        private double[] Orthonormal(double[] vectors)
        {
            for (var j = 0; j < _vectors; j++)
            {
                Scale(j);
                for (var again = 0; again < 2; again++)
                {
                    for (var i = 0; i < j; i++)
                    {
                        var part = Inner(vectors, i, vectors, j);
                        for (var row = 0; row < vectors.Length; row += Width) vectors[row + j] -= part * vectors[row + i];
                    }

                    Scale(j);
                }
            }

            return vectors;

            void Scale(int j)
            {
                var length = Math.Sqrt(Inner(vectors, j, vectors, j));
                if (length == 0) return;
                for (var place = j; place < vectors.Length; place += Width) vectors[place] /= length;
            }
        }

        private static double Inner(double[] one, int i, double[] other, int j)
        {
            var sum = 0.0;
            for (var row = 0; row < one.Length; row += Width) sum += one[row + i] * other[row + j];
            return sum;
        }

        private double[] Column(double[] vectors, int j)
        {
            var column = new double[_points.Features];
            for (var f = 0; f < column.Length; f++) column[f] = vectors[(f * Width) + j];
            return column;
        }

        /// <summary>The first point of a block that is used.</summary>
        private int FirstIn(int block) => (int)((_step - ((long)block * FeatureMatrix.BlockSize % _step)) % _step);
    }
}
