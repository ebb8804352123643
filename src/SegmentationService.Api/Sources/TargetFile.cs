using SegmentationService.Api.Http;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Sources;

/// <summary>A file on the volume of the data that answers are written to: it appears whole or not at all, and nothing is overwritten.</summary>
/// <param name="folder">The folder, which is made where there is none.</param>
/// <param name="name">The name in it.</param>
internal sealed class TargetFile(string folder, string name)
{
    /// <summary>The ending of what is being written.</summary>
    private const string HalfMade = ".tmp-create";

    /// <summary>The name in the folder.</summary>
    public string Name => name;

    private string Place => Path.Combine(folder, name);

    /// <summary>Checks that there is nothing yet.</summary>
    /// <exception cref="SourceException">There is.</exception>
    public void CheckFree()
    {
        if (Path.Exists(Place)) throw Exists();
    }

    /// <summary>Writes it. When it returns, the file survives a loss of power.</summary>
    /// <param name="write">Writes the bytes.</param>
    /// <exception cref="SourceException">A file of this name has appeared meanwhile.</exception>
    /// <exception cref="IOException">The volume cannot be written.</exception>
    public async Task WriteAsync(Func<Stream, ValueTask> write)
    {
        var staged = StagedName($"{Guid.NewGuid():N}");
        await StageAsync(staged, write);
        try
        {
            CheckFree();
            File.Move(StagedPlace(staged), Place);
            DiskFlush.Folder(folder);
        }
        catch
        {
            File.Delete(StagedPlace(staged));
            throw;
        }
    }

    /// <summary>The name of a file that has been written and does not count yet: no wildcard of a source finds it.</summary>
    /// <param name="distinction">What tells it from others of the folder.</param>
    public static string StagedName(string distinction) => $".{distinction}{HalfMade}";

    /// <summary>Removes the files that have been written, and never came to count.</summary>
    /// <param name="folder">The folder; it need not exist.</param>
    /// <param name="distinction">What their names begin with.</param>
    /// <returns>Whether none is left.</returns>
    public static bool TryRemoveStaged(string folder, string distinction) =>
        !Directory.Exists(folder) || Directory.EnumerateFiles(folder, StagedName(distinction + "*")).ToArray().All(AtomicDirectory.TryRemove);

    /// <summary>Writes it under a name that does not count yet. When it returns, what is written survives a loss of power.</summary>
    /// <param name="staged">From <see cref="StagedName"/>; there is no such file.</param>
    /// <param name="write">Writes the bytes.</param>
    /// <exception cref="IOException">The volume cannot be written; nothing is left.</exception>
    public async Task StageAsync(string staged, Func<Stream, ValueTask> write)
    {
        AtomicDirectory.Create(folder);
        try
        {
            await using (var file = new FileStream(StagedPlace(staged), FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await write(file);
                DiskFlush.File(file);
            }

            DiskFlush.Folder(folder);
        }
        catch
        {
            File.Delete(StagedPlace(staged));
            throw;
        }
    }

    /// <summary>Takes away what was written, and does not count.</summary>
    /// <param name="staged">What <see cref="StageAsync"/> wrote.</param>
    public void Unstage(string staged) => File.Delete(StagedPlace(staged));

    /// <summary>Makes what was written count. The caller syncs the folder after the last one.</summary>
    /// <param name="staged">What <see cref="StageAsync"/> wrote.</param>
    /// <param name="isAgain">Whether this has been begun before, by a process that has ended perhaps in the middle of it.</param>
    /// <exception cref="SourceException">A file of this name has appeared meanwhile.</exception>
    /// <exception cref="IOException">The volume cannot be written, or neither of the two files is there.</exception>
    public void Take(string staged, bool isAgain)
    {
        var from = StagedPlace(staged);
        if (!File.Exists(from))
        {
            if (!isAgain || !File.Exists(Place)) throw new IOException($"'{from}', which had been written, is gone.");
        }
        else if (isAgain && File.Exists(Place) && HaveSameBytes(from, Place)) File.Delete(from); // it had two names: a move without overwriting gives the new one first
        else
        {
            CheckFree();
            File.Move(from, Place);
        }
    }

    /// <summary>Takes it away again, where the whole could not be finished.</summary>
    public void Remove() => File.Delete(Place);

    private string StagedPlace(string staged) => Path.Combine(folder, staged);

    private static bool HaveSameBytes(string one, string other)
    {
        using var first = File.OpenRead(one);
        using var second = File.OpenRead(other);
        if (first.Length != second.Length) return false;
        var (ofFirst, ofSecond) = (new byte[1 << 16], new byte[1 << 16]);
        while (first.ReadAtLeast(ofFirst, ofFirst.Length, throwOnEndOfStream: false) is var read and > 0)
        {
            second.ReadExactly(ofSecond.AsSpan(0, read));
            if (!ofFirst.AsSpan(0, read).SequenceEqual(ofSecond.AsSpan(0, read))) return false;
        }

        return true;
    }

    private SourceException Exists() =>
        new(SourceDefect.TargetExists, $"There is a '{Excerpt.Of(name)}' in the target already, and nothing is overwritten; name another folder, or remove it.") { File = name };
}
