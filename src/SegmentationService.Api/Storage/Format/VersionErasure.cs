using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Storage.Format;

/// <summary>
/// A version without one customer: each part that tells of single customers without this one (<see cref="VersionPart.Erase"/>), and no notice that quotes the id. The model, which is of all, stays byte for
/// byte, and with it the number of customers that it was trained on.
/// </summary>
/// <param name="id">The id as the table has it; the number of the row where it has none.</param>
internal sealed class VersionErasure(string id)
{
    /// <summary>The one notice that quotes the id of a customer of the version.</summary>
    private const string NoticeOfCustomer = "customer_stands_out";

    /// <summary>Whether a version tells of the customer. O(size of its parts).</summary>
    /// <param name="folder">The folder of the version.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CorruptModelException">It is damaged.</exception>
    public bool IsNeeded(string folder, VersionContent content, CancellationToken cancellationToken)
    {
        foreach (var file in content.Files)
        {
            if (VersionParts.Known.Named(file.Name).Erase is not { } erase) continue;
            using var part = OpenChecked(folder, file);
            if (erase(part, id, cancellationToken) is not null) return true;
        }

        return false;
    }

    /// <summary>Writes everything but the manifest.</summary>
    /// <param name="from">The folder of the version.</param>
    /// <param name="to">An empty folder; what is written there has been flushed.</param>
    /// <param name="content">What the version holds.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What it holds without the customer.</returns>
    /// <exception cref="CorruptModelException">It is damaged.</exception>
    public VersionContent Write(string from, string to, VersionContent content, CancellationToken cancellationToken)
    {
        var customers = 0;
        var files = new List<FileRecord>();
        foreach (var file in content.Files)
        {
            var part = VersionParts.Known.Named(file.Name);
            using var before = OpenChecked(from, file);
            var erased = part.Erase?.Invoke(before, id, cancellationToken);
            before.Position = 0;
            files.Add(VersionFolder.Write(to, part.Of(erased?.Write ?? before.CopyTo)));
            customers += erased?.Customers ?? 0;
        }

        var trained = content.Trained with { Report = content.Trained.Report with { Notices = Notices(content) } };
        return content with { Trained = trained, Files = files, Erased = content.Erased + customers };
    }

    private Notice[] Notices(VersionContent content)
    {
        var quoted = $"'{Excerpt.Of(id)}'";
        return [.. content.Trained.Report.Notices.Where(notice => notice.Code != NoticeOfCustomer || !notice.Message.Contains(quoted, StringComparison.Ordinal))];
    }

    private static FileStream OpenChecked(string folder, FileRecord expected)
    {
        var file = StoredFile.Open(folder, expected.Name);
        try
        {
            VersionFolder.Check(file, expected, isContentRead: true);
            file.Position = 0;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
