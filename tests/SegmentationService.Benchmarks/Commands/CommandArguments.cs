using System.Globalization;

namespace SegmentationService.Benchmarks.Commands;

/// <summary>The words and <c>--name value</c> options of a command.</summary>
internal sealed class CommandArguments
{
    private readonly Dictionary<string, string> _options = [];
    private readonly List<string> _words = [];

    public CommandArguments(IReadOnlyList<string> args)
    {
        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal)) _words.Add(args[i]);
            else if (i + 1 < args.Count) _options[args[i][2..]] = args[++i];
            else throw new ArgumentException($"{args[i]} needs a value.", nameof(args));
        }
    }

    /// <summary>A word by its place.</summary>
    public string Word(int index, string what) => index < _words.Count ? _words[index] : throw new ArgumentException($"{what} is missing.");

    /// <summary>The same where it may be missing.</summary>
    public string? WordOrNull(int index) => index < _words.Count ? _words[index] : null;

    /// <summary>The words from a place on.</summary>
    public IEnumerable<string> Words(int from) => _words.Skip(from);

    /// <summary>A text, or null.</summary>
    public string? Text(string name) => _options.GetValueOrDefault(name);

    /// <summary>A whole number.</summary>
    public int Number(string name, int otherwise) => _options.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>Whole numbers separated by commas.</summary>
    public int[] Numbers(string name) =>
        _options.TryGetValue(name, out var text) ? [.. text.Split(',').Select(part => int.Parse(part, CultureInfo.InvariantCulture))] : [];
}
