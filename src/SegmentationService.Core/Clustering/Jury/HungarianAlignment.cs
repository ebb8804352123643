namespace SegmentationService.Core.Clustering.Jury;

/// <summary>
/// Which clusters of two clusterings of the same customers belong together: the pairs that share the most customers in all, each cluster in one pair at most (the Hungarian method,
/// Kuhn 1955, doi 10.1002/nav.3800020109, by shortest augmenting paths, Jonker and Volgenant 1987, doi 10.1007/BF02278710).
/// </summary>
internal static class HungarianAlignment
{
    /// <summary>Pairs rows with columns so that the sum of the pairs is as large as it can be. Whole numbers, so it is exact; of equally good pairings the same one each time. O(k^3) at worst, k the larger side.</summary>
    /// <param name="shared">in: for each row and column how many customers they share, at least 0.</param>
    /// <returns>For each row its column; -1 for rows that are left over.</returns>
    public static int[] Match(int[,] shared)
    {
        var (rows, columns) = (shared.GetLength(0), shared.GetLength(1));
        var size = Math.Max(rows, columns);

        // Places are counted from 1; column 0 stands for the row that looks for its place. Rows and columns that one side lacks share nothing.
        var (rowPrices, columnPrices, rowOf) = (new long[size + 1], new long[size + 1], new int[size + 1]);
        var (least, before, isReached) = (new long[size + 1], new int[size + 1], new bool[size + 1]);
        for (var row = 1; row <= size; row++)
        {
            Array.Fill(least, long.MaxValue);
            Array.Clear(isReached);
            rowOf[0] = row;
            var column = 0;
            do column = Reach(column);
            while (rowOf[column] != 0);

            for (; column != 0; column = before[column]) rowOf[column] = rowOf[before[column]];
        }

        var columnOf = new int[rows];
        Array.Fill(columnOf, -1);
        for (var column = 1; column <= columns; column++)
            if (rowOf[column] <= rows) columnOf[rowOf[column] - 1] = column - 1;
        return columnOf;

        // One step of the search for a free column: goes on from a column that was reached to the nearest one that was not.
        int Reach(int from)
        {
            isReached[from] = true;
            var (row, nearest, step) = (rowOf[from], 0, long.MaxValue);
            for (var column = 1; column <= size; column++)
            {
                if (isReached[column]) continue;
                var price = -Shared(row, column) - rowPrices[row] - columnPrices[column];
                if (price < least[column]) (least[column], before[column]) = (price, from);
                if (least[column] < step) (step, nearest) = (least[column], column);
            }

            for (var column = 0; column <= size; column++)
            {
                if (isReached[column])
                {
                    rowPrices[rowOf[column]] += step;
                    columnPrices[column] -= step;
                }
                else if (column > 0) least[column] -= step;
            }

            return nearest;
        }

        long Shared(int row, int column) => row <= rows && column <= columns ? shared[row - 1, column - 1] : 0;
    }
}
