using System.Globalization;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Http;

/// <summary>A query parameter is unknown, given twice, or out of its range (400).</summary>
internal sealed class InvalidParameterException(string parameter, string message) : Exception(message)
{
    public string Parameter { get; } = parameter;
}

/// <summary>What the values of a query parameter look like.</summary>
internal enum ParameterKind
{
    Text,
    WholeNumber,
    Number,
    YesNo,
    List,
}

/// <summary>
/// A query parameter: the one description that requests are checked against and that OpenAPI shows. Adding one to an endpoint's
/// list is all it takes to accept and to document it.
/// </summary>
/// <param name="Name">As it stands in the address.</param>
/// <param name="Kind">What its values look like.</param>
/// <param name="Description">A sentence for people.</param>
/// <param name="Default">What is taken when it is not given, as it would be written; null when nothing is.</param>
internal sealed record QueryParameter(string Name, ParameterKind Kind, string Description, string? Default = null)
{
    /// <summary>The model that Swagger tries things with: not the one that serves where none is named, which nobody replaces by trying.</summary>
    public const string ExampleModel = "example";

    /// <summary>The only values allowed; null when the kind alone decides.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>What Swagger tries; null for the default.</summary>
    public string? Example { get; init; }

    /// <summary>What its name begins with, where the rest of the name is the caller's own, such as a column; null for a name of its own.</summary>
    public string? Prefix { get; init; }

    /// <summary>The smallest number allowed.</summary>
    public double? Min { get; init; }

    /// <summary>The largest number allowed.</summary>
    public double? Max { get; init; }

    /// <summary>Whether a name in a query is that of the parameter.</summary>
    public bool IsNamed(string name) =>
        Prefix is null ? Name.Equals(name, StringComparison.OrdinalIgnoreCase) : name.Length > Prefix.Length && name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The query parameters of an endpoint, as metadata of the endpoint.</summary>
internal sealed record DescribedQuery(IReadOnlyList<QueryParameter> Parameters);

/// <summary>A header that an endpoint understands or answers with, for OpenAPI.</summary>
/// <param name="Name">As it is sent.</param>
/// <param name="Description">A sentence for people.</param>
/// <param name="Example">A value, or null.</param>
internal sealed record DescribedHeader(string Name, string Description, string? Example);

/// <summary>The request headers of an endpoint, as metadata of the endpoint.</summary>
internal sealed record DescribedHeaders(IReadOnlyList<DescribedHeader> Headers);

/// <summary>The headers of the successful answers of an endpoint, as metadata of the endpoint.</summary>
internal sealed record AnsweredHeaders(IReadOnlyList<DescribedHeader> Headers);

/// <summary>The query of one request, checked against the parameters of its endpoint.</summary>
internal sealed class QueryReader
{
    /// <summary>That of a request without a query.</summary>
    public static readonly QueryReader Empty = new(QueryCollection.Empty, []);

    private readonly Dictionary<string, (QueryParameter Parameter, string[] Values)> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(QueryParameter Parameter, string Ending, string Value)> _prefixed = [];

    /// <summary>Checks every name and value.</summary>
    /// <exception cref="InvalidParameterException">A name is unknown or given twice, or a value is not allowed.</exception>
    public QueryReader(IQueryCollection query, IReadOnlyList<QueryParameter> known)
    {
        foreach (var (name, given) in query)
        {
            var parameter = known.FirstOrDefault(parameter => parameter.IsNamed(name))
                ?? throw new InvalidParameterException(name, known.Count == 0
                    ? $"There is no query parameter '{name}'; this call takes none."
                    : $"There is no query parameter '{name}'; there are {string.Join(", ", known.Select(parameter => parameter.Name))}.");
            var values = given.Select(value => value ?? "").ToArray();
            if (values.Length > 1 && parameter.Kind != ParameterKind.List)
                throw new InvalidParameterException(parameter.Prefix is null ? parameter.Name : name, $"{(parameter.Prefix is null ? parameter.Name : name)} is given {values.Length} times; once is allowed.");
            foreach (var value in values) Check(parameter, value);
            if (parameter.Prefix is { } prefix) _prefixed.Add((parameter, name[prefix.Length..], values[0]));
            else _values.Add(parameter.Name, (parameter, values));
        }
    }

    /// <summary>Whether the parameter was given.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>The text, or null when it was not given.</summary>
    public string? Text(string name) => _values.TryGetValue(name, out var found) ? found.Values[0] : null;

    /// <summary>The whole number, or null when it was not given.</summary>
    public long? WholeNumber(string name) => Text(name) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>The number, or null when it was not given.</summary>
    public double? Number(string name) => Text(name) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>Yes or no, or null when it was not given.</summary>
    public bool? YesNo(string name) => Text(name) is { } text ? bool.Parse(text) : null;

    /// <summary>The member of an enumeration whose name was given, or null.</summary>
    public TEnum? Choice<TEnum>(string name)
        where TEnum : struct, Enum => Text(name) is { } text ? Enum.Parse<TEnum>(text, ignoreCase: true) : null;

    /// <summary>The items: separated by commas, or the parameter repeated; one that holds commas stands in double quotes, and a quote within is doubled, as in CSV.</summary>
    /// <exception cref="InvalidParameterException">Quotes are not closed, or something follows them.</exception>
    public IReadOnlyList<string> List(string name) =>
        _values.TryGetValue(name, out var found) ? [.. found.Values.SelectMany(value => Split(found.Parameter, value)).Where(item => item.Length > 0)] : [];

    /// <summary>All that was given, by the names of the parameters, as it was written; the parts of a list that was given in several, joined by commas.</summary>
    public IReadOnlyDictionary<string, string> Given()
    {
        var given = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (parameter, values) in _values.Values) given.Add(parameter.Name, string.Join(',', values));
        foreach (var (parameter, ending, value) in _prefixed) given.Add(parameter.Prefix + ending, value);
        return given;
    }

    /// <summary>What was said by a parameter whose name goes on with the caller's own words: these, and the text of each.</summary>
    /// <param name="parameter">The parameter.</param>
    public IReadOnlyDictionary<string, string> Prefixed(QueryParameter parameter)
    {
        var found = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (of, ending, value) in _prefixed)
            if (of == parameter) found.Add(ending, value);
        return found;
    }

    /// <summary>Checks that parameters which name columns name different ones: each part is played by a column of its own.</summary>
    /// <param name="names">The parameters.</param>
    /// <exception cref="InvalidParameterException">Two of them name the same column.</exception>
    public void CheckDifferent(IReadOnlyList<string> names)
    {
        string[] given = [.. names.Where(Has)];
        for (var i = 1; i < given.Length; i++)
            if (Array.Find(given[..i], other => ColumnName.AreAlike(Text(other)!, Text(given[i])!)) is { } same)
                throw new InvalidParameterException(given[i], $"{same} and {given[i]} name the same column, '{Excerpt.Of(Text(given[i])!)}'; each takes one of its own.");
    }

    private static List<string> Split(QueryParameter parameter, string text)
    {
        var items = new List<string>();
        for (var start = 0; start <= text.Length;)
        {
            var rest = text[start..].TrimStart();
            start = text.Length - rest.Length;
            var length = rest is ['"', ..] ? QuotedLength(parameter, rest) : 0;
            var end = rest.IndexOf(',', length) is >= 0 and var comma ? comma : rest.Length;
            if (length > 0 && !string.IsNullOrWhiteSpace(rest[length..end])) throw Refused(parameter, text, "after the closing quote of a part a comma follows, and a quote within is doubled");
            items.Add(length > 0 ? rest[1..(length - 1)].Replace("\"\"", "\"", StringComparison.Ordinal) : rest[..end].TrimEnd());
            start += end + 1;
        }

        return items;
    }

    /// <summary>The length of the quoted part that a text begins with, with its quotes.</summary>
    private static int QuotedLength(QueryParameter parameter, string text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] != '"') continue;
            if (i + 1 < text.Length && text[i + 1] == '"') i++;
            else return i + 1;
        }

        throw Refused(parameter, text, "a part that begins with a double quote ends with one, and a quote within is doubled");
    }

    private static void Check(QueryParameter parameter, string value)
    {
        if (parameter.Choices is { } choices && !choices.Contains(value, StringComparer.OrdinalIgnoreCase))
            throw Refused(parameter, value, $"allowed is {string.Join(", ", choices)}");

        switch (parameter.Kind)
        {
            case ParameterKind.WholeNumber:
                if (!long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) || !InRange(parameter, whole))
                    throw Refused(parameter, value, $"allowed is a whole number{Range(parameter)}");
                break;
            case ParameterKind.Number:
                if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !InRange(parameter, number))
                    throw Refused(parameter, value, $"allowed is a number{Range(parameter)}");
                break;
            case ParameterKind.YesNo:
                if (!bool.TryParse(value, out _)) throw Refused(parameter, value, "allowed is true or false");
                break;
            case ParameterKind.Text:
                if (value.Length == 0) throw Refused(parameter, value, "it must not be empty");
                break;
        }
    }

    private static bool InRange(QueryParameter parameter, double value) => !(value < parameter.Min) && !(value > parameter.Max) && double.IsFinite(value);

    private static string Range(QueryParameter parameter) =>
        parameter is { Min: { } min, Max: { } max } ? string.Create(CultureInfo.InvariantCulture, $" from {min} to {max}") : "";

    private static InvalidParameterException Refused(QueryParameter parameter, string value, string allowed) =>
        new(parameter.Name, $"{parameter.Name} is '{Excerpt.Of(value)}'; {allowed}.");
}
