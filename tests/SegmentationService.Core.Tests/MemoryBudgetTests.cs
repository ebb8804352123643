namespace SegmentationService.Core.Tests;

/// <summary>Protects that what all work holds never exceeds the budget, that one of them cannot have all of it, and that everything is given back.</summary>
public sealed class MemoryBudgetTests
{
    [Fact]
    public void Take_MoreThanOneMayHold_IsRefusedForGood()
    {
        var budget = Budget(bytes: 100, mostOfOne: 75);
        using var share = budget.Open();
        share.Take(70);

        var refused = Assert.Throws<MemoryLimitException>(() => share.Take(6));

        Assert.Equal((76, 75, false), (refused.Asked, refused.MostOfOne, refused.IsBusy));
        Assert.Equal((70, 70), (share.Held, budget.Held));
        share.Take(5);
    }

    [Fact]
    public void Take_WhatOthersHold_IsRefusedForNow()
    {
        var budget = Budget(bytes: 100, mostOfOne: 75);
        using var share = budget.Open();
        using (var other = budget.Open())
        {
            other.Take(60);
            Assert.True(Assert.Throws<MemoryLimitException>(() => share.Take(41)).IsBusy);
            share.Take(40);
        }

        share.Take(35);
        Assert.Equal(75, budget.Held);
    }

    [Fact]
    public void Refusal_InWords_HasTheFiguresAndTheSetting()
    {
        var budget = Budget(bytes: 100L << 20, mostOfOne: 75L << 20);
        using var share = budget.Open();

        Assert.Equal(
            "This needs at least 81 MiB of memory; one request may hold 75 MiB. Send less at once, or have Memory:BudgetBytes raised.",
            Assert.Throws<MemoryLimitException>(() => share.Take((80L << 20) + 1)).Message);
    }

    [Fact]
    public void Part_Disposed_GivesBackItsOwnAlone()
    {
        var budget = Budget(bytes: 100, mostOfOne: 75);
        using var share = budget.Open();
        share.Take(10);
        using (var part = share.Part())
        {
            part.Take(30);
            part.Give(5);
            Assert.Equal((25, 35, 35), (part.Held, share.Held, budget.Held));
            Assert.Throws<MemoryLimitException>(() => part.Take(50));
        }

        Assert.Equal((10, 10), (share.Held, budget.Held));
    }

    [Fact]
    public void Hold_MoreAndLess_TakesAndGivesTheDifference()
    {
        var budget = Budget(bytes: 100, mostOfOne: 75);
        using var share = budget.Open();

        share.Hold(60);
        share.Hold(20);

        Assert.Equal((20, 20), (share.Held, budget.Held));
        Assert.Throws<MemoryLimitException>(() => share.Hold(76));
        Assert.Equal(20, budget.Held);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_OfAPart_AreCountedWhereTheyLie(bool inMemory)
    {
        var files = Budget(bytes: 1_000, mostOfOne: 1_000);
        var budget = inMemory ? Budget(bytes: 100, mostOfOne: 75) : new MemoryBudget("memory", "Memory:BudgetBytes", 100, 75) { Files = files };
        using (var share = budget.Open())
        using (var part = share.Part())
        {
            part.Files.Take(50);
            Assert.Equal(inMemory ? (50, 0) : (0, 50), (budget.Held, files.Held));
        }

        Assert.Equal((0, 0), (budget.Held, files.Held));
    }

    [Fact]
    public void Take_FromManyThreads_NeverExceedsAndEndsWithNothing()
    {
        var budget = Budget(bytes: 1_000, mostOfOne: 400);
        var most = 0L;
        Parallel.For(0, 2_000, _ =>
        {
            using var share = budget.Open();
            try
            {
                for (var i = 0; i < 50; i++) share.Take(7);
            }
            catch (MemoryLimitException)
            {
                // Others were there first.
            }

            var held = budget.Held;
            for (var seen = Interlocked.Read(ref most); held > seen; seen = Interlocked.Read(ref most)) Interlocked.CompareExchange(ref most, held, seen);
        });

        Assert.InRange(most, 1, 1_000);
        Assert.Equal(0, budget.Held);
    }

    private static MemoryBudget Budget(long bytes, long mostOfOne) => new("memory", "Memory:BudgetBytes", bytes, mostOfOne);
}
