using FsCheck.Fluent;
using SegmentationService.Core.Migration;

namespace SegmentationService.Core.Tests.Migration;

/// <summary>Protects who is said to have moved and why: each kind by hand, and for any customers that all adds up.</summary>
public sealed class MigrationReportTests
{
    [Fact]
    public void Of_OneCustomerOfEachKind_ByHand()
    {
        // Two models that agree but for the names of their segments: 0 of the old is 1 of the new. Of thirteen shared customers one has each fate, eight stay so that the pairs are plain.
        int[] oldByOld = [0, 0, 0, 0, 1, 1, 1, 1, /* customer */ 0, /* model */ 0, /* both */ 0, /* cancelled */ 1, /* the customer by both models */ 1];
        int[] newByOld = [0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 1, 0, 0];
        int[] newByNew = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 2, 0, 1];
        int[] oldByNew = [1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0];
        var labels = new FourLabels(oldByOld, oldByNew, newByOld, newByNew);

        var pairs = SegmentPairs.ByCustomers(labels, 2, 3);
        var report = MigrationReport.Of(labels, gone: [2, 0], arrived: [0, 1, 4], pairs);

        // Old segment 0 has 7 + 7 customers by the old and the new values, new segment 1 has 7 + 5, and all of these are in both.
        Assert.Equal([1, 0], pairs.NewOf);
        Assert.Equal([1, 0, -1], pairs.OldOf);
        Assert.Equal(12 / 14.0, pairs.Overlap[0]!.Value, 1e-15);
        Assert.Equal(new MigrationCauses(Stayed: 8, Customer: 2, Model: 1, Both: 1, Cancelled: 1), report.Causes);
        int[,] transitions = { { 2, 4, 1 }, { 5, 1, 0 } };
        Assert.Equal(transitions, report.Transitions);

        // Old 0: before 7 (M0x0), M1x0 7, M0x1 7, after 5. Customers ((7 - 7) + (5 - 7)) / 2 = -1, model ((7 - 7) + (5 - 7)) / 2 = -1.
        var (first, second, third) = (report.Segments[0], report.Segments[1], report.Segments[2]);
        Assert.Equal((0, 1, 9L, 6L, -1.0, -1.0, 2, 1), (first.Old, first.New, first.Before, first.After, first.CustomerEffect, first.ModelEffect, first.Gone, first.Arrived));

        // Old 1: before 6, M1x0 6, M0x1 6, after 7: ((6 - 6) + (7 - 6)) / 2 = 0.5 each.
        Assert.Equal((1, 0, 6L, 7L, 0.5, 0.5, 0, 0), (second.Old, second.New, second.Before, second.After, second.CustomerEffect, second.ModelEffect, second.Gone, second.Arrived));
        Assert.Equal((-1, 2, 0L, 5L, 0.5, 0.5, 0, 4), (third.Old, third.New, third.Before, third.After, third.CustomerEffect, third.ModelEffect, third.Gone, third.Arrived));
    }

    [Fact]
    public void Of_OneModelTwice_KnowsCustomersOnly()
    {
        int[] before = [0, 0, 1, 1, 2];
        int[] after = [0, 1, 1, 2, 2];
        var labels = new FourLabels(before, before, after, after);

        var report = MigrationReport.Of(labels, [0, 0, 0], [0, 0, 0], SegmentPairs.ByCustomers(labels, 3, 3));

        Assert.Equal(new MigrationCauses(3, 2, 0, 0, 0), report.Causes);
        Assert.All(report.Segments, segment => Assert.Equal(0, segment.ModelEffect));
        Assert.Equal([-1.0, 0, 1], report.Segments.Select(segment => segment.CustomerEffect));
    }

    [Fact]
    public void ByIds_OfALineage_GoesByIdsWhateverTheCustomersSay()
    {
        var labels = new FourLabels([0, 1], [1, 0], [0, 1], [1, 0]);

        Assert.Equal([0, -1], SegmentPairs.ByIds(labels, [4, 7], [4, 9]).NewOf);
        Assert.Equal([-1, 0], SegmentPairs.ByIds(labels, [4, 7], [7, 9, 11]).NewOf);
    }

    [Fact]
    public void ByCustomers_SegmentsThatShareLessThanHalf_AreNotTheSame()
    {
        // One old segment of four customers is cut into halves: with either it shares half of those in either, the first is it.
        var halves = new FourLabels([0, 0, 0, 0], [0, 0, 1, 1], [0, 0, 0, 0], [0, 0, 1, 1]);
        Assert.Equal([0], SegmentPairs.ByCustomers(halves, 1, 2).NewOf);

        // In thirds it is none of them.
        var thirds = new FourLabels([0, 0, 0], [0, 1, 2], [0, 0, 0], [0, 1, 2]);
        Assert.Equal([-1], SegmentPairs.ByCustomers(thirds, 1, 3).NewOf);
    }

    [Fact]
    public void Of_AnyCustomers_AddsUp()
    {
        var customers =
            from k in Gen.Choose(1, 5)
            from j in Gen.Choose(1, 5)
            from n in Gen.Choose(1, 60)
            from oldByOld in Gen.Choose(0, k - 1).ArrayOf(n)
            from oldByNew in Gen.Choose(0, j - 1).ArrayOf(n)
            from newByOld in Gen.Choose(0, k - 1).ArrayOf(n)
            from newByNew in Gen.Choose(0, j - 1).ArrayOf(n)
            from gone in Gen.Choose(0, 9).ArrayOf(k)
            from arrived in Gen.Choose(0, 9).ArrayOf(j)
            select (Labels: new FourLabels(oldByOld, oldByNew, newByOld, newByNew), Gone: gone, Arrived: arrived);
        SeededProperty.Holds(customers, drawn =>
        {
            var (labels, gone, arrived) = drawn;
            var report = MigrationReport.Of(labels, gone, arrived, SegmentPairs.ByCustomers(labels, gone.Length, arrived.Length));

            var causes = report.Causes;
            Assert.Equal(labels.Customers, causes.Stayed + causes.Customer + causes.Model + causes.Both + causes.Cancelled);
            Assert.Equal(labels.Customers, report.Transitions.Cast<int>().Sum());
            Assert.All(report.Segments, segment =>
                Assert.Equal(segment.After, segment.Before + segment.CustomerEffect + segment.ModelEffect - segment.Gone + segment.Arrived, 1e-12));
            Assert.Equal(0, report.Segments.Sum(segment => segment.CustomerEffect), 1e-12);
            Assert.Equal(0, report.Segments.Sum(segment => segment.ModelEffect), 1e-12);
            Assert.Equal(gone.Sum(), report.Segments.Sum(segment => segment.Gone));
            Assert.Equal(arrived.Sum(), report.Segments.Sum(segment => segment.Arrived));
            Assert.Equal(labels.Customers + gone.Sum(), report.Segments.Sum(segment => segment.Before));
            Assert.Equal(labels.Customers + arrived.Sum(), report.Segments.Sum(segment => segment.After));
        });
    }
}
