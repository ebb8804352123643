using System.IO.Pipelines;
using SegmentationService.Api.Prediction;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Prediction;

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

    [Fact]
    public void Write_MoreThanTheMemory_LiesInAFileOfThisUserThatGoesWithTheSpool()
    {
        using (var spool = new AnswerSpool(inMemory: 1000, _folder.Path))
        {
            spool.Write(new byte[1000]);
            Assert.Empty(Directory.GetFiles(_folder.Path));

            spool.Write(new byte[500]);
            var file = Assert.Single(Directory.GetFiles(_folder.Path));
            Assert.Equal(500, new FileInfo(file).Length);
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        Assert.Empty(Directory.GetFiles(_folder.Path));
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
