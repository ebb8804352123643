using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>The header of a file that is made of columns, some of which may hold more than one value a row, and are left out.</summary>
/// <param name="sink">Takes the columns.</param>
internal sealed class FlatHeader(ICustomerSink sink)
{
    /// <summary>How pandas calls the index of its rows, which has no name of its own.</summary>
    private const string NamelessIndex = "__index_level_";

    private const int MostListed = 10;

    private readonly List<string> _leftOut = [];

    /// <summary>The name that a column has in a table: without blanks around it, and empty where it has none.</summary>
    /// <param name="name">As the file has it.</param>
    public static string NameOf(string name) => name.StartsWith(NamelessIndex, StringComparison.Ordinal) ? "" : name.Trim();

    /// <summary>Adds a column.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isRead">Whether its values are cells.</param>
    /// <returns>The same.</returns>
    public bool Add(string name, bool isRead)
    {
        if (isRead) sink.AddColumn(NameOf(name));
        else if (!_leftOut.Contains(name)) _leftOut.Add(name);
        return isRead;
    }

    /// <summary>Ends the header, and tells what was left out.</summary>
    public void End()
    {
        sink.EndHeader();
        if (_leftOut.Count == 0) return;
        var listed = string.Join(", ", _leftOut.Take(MostListed).Select(name => $"'{Excerpt.Of(name)}'")) + (_leftOut.Count > MostListed ? " ..." : "");
        sink.Note(new Notice("columns_not_flat", null, $"{listed}: lists, maps, structs and bytes are no values of a customer; {(_leftOut.Count == 1 ? "the column is" : "the columns are")} left out."));
    }
}
