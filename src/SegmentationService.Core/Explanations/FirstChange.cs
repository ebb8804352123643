namespace SegmentationService.Core.Explanations;

/// <summary>Finds the first of some numbered steps at which something has changed. Where it changes to and fro, as rounding makes it at a boundary, a step is found before which it has not.</summary>
internal static class FirstChange
{
    /// <summary>Between a step before the change and one after it. O(log(after - before)) questions.</summary>
    /// <param name="before">A step at which nothing has changed.</param>
    /// <param name="after">A step at which it has.</param>
    /// <param name="isChanged">Asked of steps between them.</param>
    public static long Between(long before, long after, Func<long, bool> isChanged)
    {
        while (after - before > 1)
        {
            var middle = before + ((after - before) / 2);
            if (isChanged(middle)) after = middle;
            else before = middle;
        }

        return after;
    }

    /// <summary>Near a guess. O(log(distance of the guess)) questions.</summary>
    /// <param name="guess">Where it is thought to be, from 1 to <paramref name="last"/>.</param>
    /// <param name="last">The last step, at least 1; at step 0 nothing has changed.</param>
    /// <param name="isChanged">Asked of steps from 1 to <paramref name="last"/>.</param>
    /// <returns>Null where there is none.</returns>
    public static long? Near(long guess, long last, Func<long, bool> isChanged)
    {
        if (isChanged(guess))
        {
            var after = guess;
            for (long stride = 1; ; stride *= 2)
            {
                var before = Math.Max(0, after - stride);
                if (before == 0 || !isChanged(before)) return Between(before, after, isChanged);
                after = before;
            }
        }

        var unchanged = guess;
        for (long stride = 1; unchanged < last; stride *= 2)
        {
            var next = Math.Min(last, unchanged + stride);
            if (isChanged(next)) return Between(unchanged, next, isChanged);
            unchanged = next;
        }

        return null;
    }
}
