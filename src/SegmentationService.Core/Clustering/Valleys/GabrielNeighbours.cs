namespace SegmentationService.Core.Clustering.Valleys;

/// <summary>
/// Which clusters lie beside each other: those between whose centroids no third one stands (the graph of Gabriel and Sokal 1969, doi 10.2307/2412323). It holds the minimum spanning
/// tree, so that every cluster can be reached from every other.
/// </summary>
internal static class GabrielNeighbours
{
    /// <summary>What the squared distances may err by.</summary>
    private const double Tolerance = 1e-12;

    /// <summary>
    /// The pairs a &lt; b with |a - c|² + |b - c|² at least |a - b|² for every other centroid c: none lies inside the ball over the line between the two. O(k² d + k³) at worst.
    /// </summary>
    /// <param name="centroids">in: k x d, row-major.</param>
    /// <param name="features">d.</param>
    /// <returns>The pairs, the nearest first.</returns>
    public static (int A, int B)[] Of(float[] centroids, int features)
    {
        var k = centroids.Length / features;
        var squares = new double[k][];
        for (var a = 0; a < k; a++)
        {
            squares[a] = new double[k];
            for (var b = 0; b < a; b++) squares[a][b] = squares[b][a] = SquaredDistance.Between(centroids.AsSpan(a * features, features), centroids.AsSpan(b * features, features));
        }

        return
        [
            .. from a in Enumerable.Range(0, k)
               from b in Enumerable.Range(a + 1, k - a - 1)
               where IsFree(a, b)
               orderby squares[a][b], a, b
               select (a, b),
        ];

        bool IsFree(int a, int b)
        {
            var (fromA, fromB, apart) = (squares[a], squares[b], squares[a][b] - Tolerance);
            for (var c = 0; c < k; c++)
                if (c != a && c != b && fromA[c] + fromB[c] < apart) return false;
            return true;
        }
    }
}
