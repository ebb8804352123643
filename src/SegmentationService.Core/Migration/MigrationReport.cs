namespace SegmentationService.Core.Migration;

/// <summary>How customers have moved between two tables and two models, and why.</summary>
public sealed record MigrationReport
{
    /// <summary>For each old and new segment the shared customers that were in the one and are in the other: k0 x k1.</summary>
    public required int[,] Transitions { get; init; }

    /// <summary>Why shared customers are where they are: <see cref="MigrationCauses"/> add up to all of them.</summary>
    public required MigrationCauses Causes { get; init; }

    /// <summary>What became of each segment: the old ones in their order, then the new ones that are none of them.</summary>
    public required IReadOnlyList<SegmentChange> Segments { get; init; }

    /// <summary>Works it out. O(n + k^2).</summary>
    /// <param name="labels">The shared customers.</param>
    /// <param name="gone">in: for each old segment the customers of the old table who are not in the new one.</param>
    /// <param name="arrived">in: for each new segment the customers of the new table who are not in the old one.</param>
    /// <param name="pairs">Which segments are the same.</param>
    public static MigrationReport Of(FourLabels labels, IReadOnlyList<int> gone, IReadOnlyList<int> arrived, SegmentPairs pairs)
    {
        var (oldSegments, newSegments) = (gone.Count, arrived.Count);
        int[] unpaired = [.. Enumerable.Range(0, newSegments).Where(c => pairs.OldOf[c] < 0)];

        // Old segments bear their own numbers, and so do new ones that are the same; the rest follow.
        int[] numbers = [.. pairs.OldOf.Select((old, c) => old >= 0 ? old : oldSegments + Array.IndexOf(unpaired, c))];
        var counts = new long[4, oldSegments + unpaired.Length];
        var transitions = new int[oldSegments, newSegments];
        var (stayed, customer, model, both, cancelled) = (0, 0, 0, 0, 0);
        for (var i = 0; i < labels.Customers; i++)
        {
            var (before, oldByNew, newByOld, after) = (labels.OldByOld[i], numbers[labels.OldByNew[i]], labels.NewByOld[i], numbers[labels.NewByNew[i]]);
            transitions[before, labels.NewByNew[i]]++;
            counts[0, before]++;
            counts[1, oldByNew]++;
            counts[2, newByOld]++;
            counts[3, after]++;
            switch (newByOld != before, after != newByOld, after != before)
            {
                case (false, false, _): stayed++; break;
                case (true, false, _): customer++; break;
                case (false, true, _): model++; break;
                case (true, true, true): both++; break;
                default: cancelled++; break;
            }
        }

        return new MigrationReport
        {
            Transitions = transitions,
            Causes = new MigrationCauses(stayed, customer, model, both, cancelled),
            Segments =
            [
                .. Enumerable.Range(0, oldSegments).Select(c => Change(c, c, pairs.NewOf[c])),
                .. unpaired.Select((segment, c) => Change(oldSegments + c, -1, segment)),
            ],
        };

        // Each of the two ways from before to after, the customers first or the model first, counts half: the Shapley value of two causes.
        SegmentChange Change(int number, int old, int now)
        {
            var (before, oldByNew, newByOld, after) = (counts[0, number], counts[1, number], counts[2, number], counts[3, number]);
            var (left, came) = (old >= 0 ? gone[old] : 0, now >= 0 ? arrived[now] : 0);
            return new SegmentChange
            {
                Old = old,
                New = now,
                Before = before + left,
                After = after + came,
                CustomerEffect = ((newByOld - before) + (after - oldByNew)) / 2.0,
                ModelEffect = ((oldByNew - before) + (after - newByOld)) / 2.0,
                Gone = left,
                Arrived = came,
            };
        }
    }
}

/// <summary>Why shared customers are where they are. A customer has moved where the old model puts its new values elsewhere than its old ones; the model has moved it where the new one puts its new values elsewhere than the old one.</summary>
/// <param name="Stayed">Neither.</param>
/// <param name="Customer">The customer has moved, and the models agree on where it is.</param>
/// <param name="Model">The model has moved it, and the customer has not.</param>
/// <param name="Both">Both, and it is elsewhere than before.</param>
/// <param name="Cancelled">Both, and it is where it was.</param>
public sealed record MigrationCauses(int Stayed, int Customer, int Model, int Both, int Cancelled);

/// <summary>What became of one segment. <see cref="After"/> is <see cref="Before"/> and the two effects, less who has gone, and who has arrived.</summary>
public sealed record SegmentChange
{
    /// <summary>Its place in the old model; -1 where it is new.</summary>
    public required int Old { get; init; }

    /// <summary>Its place in the new model; -1 where it is retired.</summary>
    public required int New { get; init; }

    /// <summary>The customers of the old table in it, under the old model.</summary>
    public required long Before { get; init; }

    /// <summary>The customers of the new table in it, under the new model.</summary>
    public required long After { get; init; }

    /// <summary>By how many shared customers it has grown since they have changed: the mean of what that makes under the old model and under the new one.</summary>
    public required double CustomerEffect { get; init; }

    /// <summary>By how many shared customers it has grown since the model has changed: the mean of what that makes of the old values and of the new ones.</summary>
    public required double ModelEffect { get; init; }

    /// <summary>Of the old table who is not in the new one.</summary>
    public required int Gone { get; init; }

    /// <summary>Of the new table who is not in the old one.</summary>
    public required int Arrived { get; init; }
}
