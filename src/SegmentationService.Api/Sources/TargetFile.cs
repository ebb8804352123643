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
        AtomicDirectory.Create(folder);
        var temporary = Path.Combine(folder, $".{Guid.NewGuid():N}{HalfMade}");
        try
        {
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await write(file);
                DiskFlush.File(file);
            }

            CheckFree();
            File.Move(temporary, Place);
            DiskFlush.Folder(folder);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Takes it away again, where the whole could not be finished.</summary>
    public void Remove() => File.Delete(Place);

    private SourceException Exists() =>
        new(SourceDefect.TargetExists, $"There is a '{Excerpt.Of(name)}' in the target already, and nothing is overwritten; name another folder, or remove it.") { File = name };
}
