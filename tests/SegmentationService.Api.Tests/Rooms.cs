using System.Text.RegularExpressions;

namespace SegmentationService.Api.Tests;

/// <summary>The rooms of a project, the folders of its source, and what they refer to: by usings and by qualified names.</summary>
internal sealed partial class Rooms
{
    private readonly string _project;
    private readonly Dictionary<string, HashSet<string>> _allowed = [];

    /// <summary>Reads the row of each room from the table below the heading of the project.</summary>
    /// <param name="project">Such as <c>SegmentationService.Core</c>.</param>
    /// <param name="page">The text of src/README.md.</param>
    public Rooms(string project, string page)
    {
        _project = project;
        var section = page[page.IndexOf($"## {project}\n", StringComparison.Ordinal)..].Split("\n## ")[0];
        foreach (Match row in Row().Matches(section))
            _allowed.Add(row.Groups["room"].Value, [.. row.Groups["others"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]);
        _allowed.Remove("room");
    }

    /// <summary>The rooms of the table.</summary>
    public IReadOnlyCollection<string> Names => _allowed.Keys;

    /// <summary>Rooms that refer to each other in a circle by the table alone; empty where there is none.</summary>
    public IReadOnlyList<string> Circle()
    {
        // What refers only to rooms that are gone goes, too; what cannot go is in a circle, or leads to one.
        var left = _allowed.Keys.ToHashSet();
        while (left.RemoveWhere(room => !_allowed[room].Overlaps(left)) > 0)
        {
        }

        return [.. left.Order()];
    }

    /// <summary>What a file refers to and may not.</summary>
    /// <param name="room">The room of the file.</param>
    /// <param name="code">Its text.</param>
    /// <param name="typesOf">The names of the types of each room.</param>
    public IEnumerable<string> WrongArrows(string room, string code, IReadOnlyDictionary<string, IReadOnlySet<string>> typesOf)
    {
        code = Aside().Replace(code, "");
        return Names.Where(other => other != room && !_allowed[room].Contains(other) && (RefersTo(code, other) || typesOf[other].Any(type => RefersTo(code, other, type))));
    }

    private bool RefersTo(string code, string room) => Regex.IsMatch(code, $@"\b{Regex.Escape(_project)}\.{room}\b");

    /// <summary>Within the namespaces of one project <c>Room.Type</c> needs no using.</summary>
    private static bool RefersTo(string code, string room, string type) => code.Contains($"{room}.{type}", StringComparison.Ordinal) && Regex.IsMatch(code, $@"(?<![\w.]){room}\.{type}\b");

    [GeneratedRegex(@"^\| (?<room>\w+) \|[^|]*\| (?<others>[\w, ]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    /// <summary>Comments and texts, which may name what code may not.</summary>
    [GeneratedRegex("""//[^\n]*|"(\\.|[^"\\\n])*"|/\*.*?\*/""", RegexOptions.Singleline)]
    private static partial Regex Aside();
}
