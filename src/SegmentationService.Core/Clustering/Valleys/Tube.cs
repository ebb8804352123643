using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering.Valleys;

/// <summary>
/// The customers around the line between two centroids: those as near to it as nine in ten of the two clusters are, and not far beyond its ends. Laid from one line to the next; for one
/// thread.
/// </summary>
/// <param name="sample">The customers.</param>
internal sealed class Tube(StructureSample sample)
{
    private const double Share = 0.9;
    private const int FewestCustomers = 4;
    private const int Halves = 2 * StructureSample.Splits;
    private const int Masks = 1 << StructureSample.Splits;

    private readonly double[] _places = new double[sample.Points.Blocks * FeatureMatrix.BlockSize];
    private readonly double[] _squares = new double[sample.Points.Blocks * FeatureMatrix.BlockSize];
    private readonly double[] _ownSquares = new double[sample.Points.Count];
    private readonly byte[] _ownHalves = new byte[sample.Points.Count];
    private readonly int[] _upTo = new int[Halves * (ValleyWindows.Bins + 1)];
    private double _width;

    /// <summary>Lays the tube. O(m d), and O(s log s) for the s customers of the two clusters.</summary>
    /// <param name="labels">For each customer the cluster.</param>
    /// <param name="centroids">k x d, row-major.</param>
    /// <param name="a">The cluster at place 0.</param>
    /// <param name="b">The cluster at place 1.</param>
    public void Lay(int[] labels, float[] centroids, int a, int b)
    {
        var features = sample.Points.Features;
        var (origin, direction) = (new double[features], new double[features]);
        for (var f = 0; f < features; f++)
        {
            origin[f] = centroids[(a * features) + f];
            direction[f] = centroids[(b * features) + f] - origin[f];
        }

        for (var block = 0; block < sample.Points.Blocks; block++)
        {
            var start = block * FeatureMatrix.BlockSize;
            LinePlaces.Of(sample.Points.Block(block), origin, direction, _places.AsSpan(start), _squares.AsSpan(start));
        }

        var own = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] != a && labels[i] != b) continue;
            _ownSquares[own] = _squares[i];
            _ownHalves[own++] = sample.Halves[i];
        }

        Array.Sort(_ownSquares, _ownHalves, 0, own);
        _width = own < FewestCustomers ? -1 : Quantile(own, place => _ownSquares[place]);
        Span<double> widths = stackalloc double[Halves];
        WidthsOfHalves(own, widths);
        Count(widths);
    }

    /// <summary>For each bin how many customers of a half lie before it, and at last how many there are; nothing where the half has too few of the two clusters to say how wide the tube is.</summary>
    /// <param name="split">0-based split.</param>
    /// <param name="half">0 or 1.</param>
    public ReadOnlySpan<int> UpTo(int split, int half) => _upTo.AsSpan(((2 * split) + half) * (ValleyWindows.Bins + 1), ValleyWindows.Bins + 1);

    /// <summary>The places of all customers in the tube, ascending. O(m log m).</summary>
    public double[] SortedPlaces()
    {
        var places = new List<double>();
        for (var i = 0; i < sample.Points.Count; i++)
            if (_squares[i] <= _width && IsWithin(_places[i])) places.Add(_places[i]);
        double[] sorted = [.. places];
        Array.Sort(sorted);
        return sorted;
    }

    /// <summary>The tube of a half is as wide as nine in ten of its own customers of the two clusters need, so that the two halves know nothing of each other.</summary>
    private void WidthsOfHalves(int own, Span<double> widths)
    {
        var counts = new int[Halves];
        for (var i = 0; i < own; i++)
            for (var split = 0; split < StructureSample.Splits; split++) counts[HalfOf(_ownHalves[i], split)]++;

        // A tenth of the customers lies outside: the places are found from the upper end down.
        var wanted = Array.ConvertAll(counts, count => count < FewestCustomers ? -1 : count - 1 - (int)((count - 1) * Share));
        var seen = new int[Halves];
        var upper = new double[Halves];
        widths.Fill(-1);
        var open = wanted.Count(rank => rank >= 0);
        for (var i = own - 1; open > 0; i--)
        {
            for (var split = 0; split < StructureSample.Splits; split++)
            {
                var half = HalfOf(_ownHalves[i], split);
                var rank = seen[half]++;
                if (rank == wanted[half] - 1) upper[half] = _ownSquares[i];
                if (rank != wanted[half]) continue;
                var square = _ownSquares[i];
                widths[half] = Quantile(counts[half], place => place == counts[half] - 1 - wanted[half] ? square : upper[half]);
                open--;
            }
        }
    }

    /// <summary>The quantile of <see cref="Share"/>, linear between two order statistics (R's type 7), rounded as numpy rounds.</summary>
    private static double Quantile(int count, Func<int, double> at)
    {
        var place = (count - 1) * Share;
        var rank = (int)place;
        var (lower, upper, weight) = (at(rank), at(rank + 1), place - rank);
        return weight < 0.5 ? lower + ((upper - lower) * weight) : upper - ((upper - lower) * (1 - weight));
    }

    /// <summary>Counts the places of each half by bins. A customer inside the narrowest tube is in all of them, and counted once.</summary>
    private void Count(ReadOnlySpan<double> widths)
    {
        var (narrowest, widest) = (double.PositiveInfinity, -1.0);
        foreach (var width in widths) (narrowest, widest) = (Math.Min(narrowest, width), Math.Max(widest, width));
        var inAll = new int[Masks * ValleyWindows.Bins];
        Span<int> counts = stackalloc int[Halves * ValleyWindows.Bins];
        counts.Clear();
        for (var i = 0; i < sample.Points.Count; i++)
        {
            if (_squares[i] > widest || !IsWithin(_places[i])) continue;
            var bin = Math.Min((int)((_places[i] - ValleyWindows.From) * ValleyWindows.BinsPerUnit), ValleyWindows.Bins - 1);
            var mask = sample.Halves[i];
            if (_squares[i] <= narrowest)
            {
                inAll[(mask * ValleyWindows.Bins) + bin]++;
                continue;
            }

            for (var split = 0; split < StructureSample.Splits; split++)
                if (HalfOf(mask, split) is var half && _squares[i] <= widths[half]) counts[(half * ValleyWindows.Bins) + bin]++;
        }

        for (var mask = 0; mask < Masks; mask++)
        {
            for (var split = 0; split < StructureSample.Splits; split++)
            {
                var (target, source) = (HalfOf(mask, split) * ValleyWindows.Bins, mask * ValleyWindows.Bins);
                for (var bin = 0; bin < ValleyWindows.Bins; bin++) counts[target + bin] += inAll[source + bin];
            }
        }

        for (var half = 0; half < Halves; half++)
        {
            var upTo = _upTo.AsSpan(half * (ValleyWindows.Bins + 1), ValleyWindows.Bins + 1);
            for (var bin = 0; bin < ValleyWindows.Bins; bin++) upTo[bin + 1] = upTo[bin] + counts[(half * ValleyWindows.Bins) + bin];
        }
    }

    private static bool IsWithin(double place) => place is >= ValleyWindows.From and <= ValleyWindows.To;

    private static int HalfOf(int mask, int split) => (2 * split) + ((mask >> split) & 1);
}
