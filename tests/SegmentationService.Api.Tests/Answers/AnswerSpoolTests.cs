using System.IO.Pipelines;
using SegmentationService.Api.Answers;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Tests.Storage;
using SegmentationService.Core;

namespace SegmentationService.Api.Tests.Answers;

/// <summary>Protects that what is put aside is sent as it was, wherever it lay meanwhile.</summary>
public sealed class AnswerSpoolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Pieces that end before, at and behind the end of the memory; larger than it; empty; and enough for several sends.</summary>
    public static TheoryData<int[]> Pieces =>
        [[], [0], [1], [999], [1000], [1001], [400, 600], [400, 600, 1], [400, 601, 5], [0, 5000, 0, 7], [999, 2, 1, 1], [70_000, 3, 200_000, 1 << 16]];

    [Theory]
    [MemberData(nameof(Pieces))]
    public async Task Send_Pieces_AreTheBytesWritten(int[] lengths)
    {
        var random = new Random(11);
        using var expected = new MemoryStream();
        using var spool = new AnswerSpool(inMemory: 1000, _folder.Path);
        foreach (var length in lengths)
        {
            var piece = new byte[length];
            random.NextBytes(piece);
            expected.Write(piece);
            spool.Write(piece);
        }

        Assert.Equal(expected.Length, spool.Length);
        Assert.Equal(expected.ToArray(), await SentAsync(spool));
    }

    [Fact]
    public async Task Send_EverythingInMemory_IsSentInSeveralParts()
    {
        var bytes = new byte[200_000];
        new Random(12).NextBytes(bytes);
        using var spool = new AnswerSpool(inMemory: 1 << 20, _folder.Path);
        spool.Write(bytes);

        Assert.Equal(bytes, await SentAsync(spool));
    }

    /// <summary>The process may be killed at any moment; what has no name needs nobody to remove it.</summary>
    [Fact]
    public void Write_MoreThanTheMemory_LiesInAFileThatNobodyFinds()
    {
        if (OperatingSystem.IsWindows()) return;
        using var spool = new AnswerSpool(inMemory: 1000, _folder.Path);
        spool.Write(new byte[1000]);
        spool.Write(new byte[500]);

        Assert.Equal(1500, spool.Length);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Write_MoreThanThereIs_IsRefusedAndHoldsNoMore()
    {
        var budget = new MemoryBudget("memory", "Memory:BudgetBytes", bytes: 4000, mostOfOne: 3000) { Files = new MemoryBudget("temporary files", "Memory:TemporaryBytes", bytes: 2000, mostOfOne: 1500) };
        using (var share = budget.Open())
        using (var spool = new AnswerSpool(inMemory: 1000, _folder.Path, share))
        {
            spool.Write(new byte[1000]);
            spool.Write(new byte[1500]);
            var refused = Assert.Throws<MemoryLimitException>(() => spool.Write(new byte[1]));

            Assert.False(refused.IsBusy);
            Assert.Contains("temporary files", refused.Message, StringComparison.Ordinal);
            Assert.Equal((1000, 1500), (budget.Held, budget.Files.Held));
        }

        Assert.Equal((0, 0), (budget.Held, budget.Files.Held));
    }

    /// <summary>Earlier releases gave the files names, and a kill left them.</summary>
    [Fact]
    public void Sweep_WhatWasLeft_IsRemovedAndNothingElse()
    {
        var (left, other) = (Path.Combine(_folder.Path, "segmentation-abc.def.tmp"), Path.Combine(_folder.Path, "other.tmp"));
        File.WriteAllText(left, "C1");
        File.WriteAllText(other, "not ours");

        TemporaryFile.Sweep(_folder.Path);

        Assert.Equal([other], Directory.GetFiles(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<byte[]> SentAsync(AnswerSpool spool)
    {
        using var sent = new MemoryStream();
        var writer = PipeWriter.Create(sent, new StreamPipeWriterOptions(leaveOpen: true));
        await spool.SendAsync(writer, CancellationToken.None);
        await writer.CompleteAsync();
        return sent.ToArray();
    }
}
