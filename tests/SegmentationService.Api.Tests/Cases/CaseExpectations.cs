using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SegmentationService.Api.Tests.Cases;

/// <summary>
/// What cases expect. An expectation is a JSON object with one member, whose name is the kind and whose value is what is right; <c>step</c> beside it
/// says which answer is meant, by default the first. <c>any</c> holds lists of expectations, one of which has to hold.
/// </summary>
internal static partial class CaseExpectations
{
    private static readonly string[] Used = ["feature", "encoded", "input"];

    /// <summary>Looks whether an expectation holds.</summary>
    /// <param name="expectation">The expectation.</param>
    /// <param name="answers">What was answered.</param>
    /// <returns>What was seen instead; null where it holds.</returns>
    public static async Task<string?> MissedAsync(JsonElement expectation, CaseAnswers answers)
    {
        var kind = expectation.Names().First(name => name is not ("step" or "query"));
        var wanted = expectation.GetProperty(kind);
        if (kind == "any") return await NoneOfAsync(wanted, answers);

        var answer = answers[expectation.Has("step") ? expectation.Int("step") : 0];
        if (kind == "status") return wanted.EnumerateArray().Any(status => status.GetInt32() == answer.Status) ? null : Short(answer);
        if (kind == "detail") return answer.Status >= 400 && IsMatch(answer.Json.Text("detail"), wanted) ? null : Short(answer);
        if (answer.Status >= 400) return Short(answer);
        return kind switch
        {
            "notice" => NoticesOf(answer).Any(notice => IsMatch(notice, wanted)) ? null : "no notice of it: " + string.Join(" | ", NoticesOf(answer)),
            "no_notice" => First(NoticesOf(answer).Where(notice => IsMatch(notice, wanted))),
            "used" => First(Texts(wanted).Where(name => !Used.Contains(Column(answer, name, "role"))).Select(name => Told(answer, name, "role"))),
            "unused" => First(Texts(wanted).Where(name => Column(answer, name, "role") is "feature" or "encoded").Select(name => Told(answer, name, "role"))),
            "role" or "part" => First(Members(wanted).Where(column => Column(answer, column.Name, kind) != (column.Value.ValueKind == JsonValueKind.Null ? null : column.Value.ToString())).Select(column => Told(answer, column.Name, kind))),
            "missing" => First(Members(wanted).Where(column => Column(answer, column.Name, kind) != column.Value.ToString()).Select(column => Told(answer, column.Name, kind))),
            "reason" => First(Members(wanted).Where(column => !IsMatch(Column(answer, column.Name, kind) ?? "", column.Value)).Select(column => Told(answer, column.Name, kind))),
            "clipped" => First(Members(wanted).Where(feature => Feature(answer, feature.Name, kind) > feature.Value.GetDouble()).Select(feature => $"{Feature(answer, feature.Name, kind)} values of '{feature.Name}' are clipped")),
            "median" => First(Members(wanted).Where(feature => !IsNear(Feature(answer, feature.Name, kind), feature.Value.GetDouble(), 1e-6)).Select(feature => $"the median of '{feature.Name}' is {Feature(answer, feature.Name, kind)}")),
            "segments" => First(BadWords(answer.Json.Items("segments"), wanted)),
            "clusters" => answer.Json.Int("clusters") == wanted.GetInt32() ? null : $"{answer.Json.Int("clusters")} segments",
            "most" => answer.Json.Int("clusters") <= wanted.GetInt32() ? null : $"{answer.Json.Int("clusters")} segments",
            "customers" => answer.Json.Int("customers") == wanted.GetInt32() ? null : $"{answer.Json.Int("customers")} customers",
            "asof" => AsOf(answer).StartsWith(wanted.GetString()!, StringComparison.Ordinal) ? null : $"asOf {AsOf(answer)}",
            "no_row_notices" => First(answer.Json.EnumerateArray().SelectMany(row => row.Items("notices")).Select(notice => notice.Text("message"))),
            "equal_steps" => SameSegment([.. wanted.EnumerateArray().Select(step => answers[step.GetInt32()])]),
            "same_as" => SameModel(answer, await answers.TrainOtherAsync(wanted, expectation.Has("query") ? Members(expectation.GetProperty("query")).ToDictionary(member => member.Name, member => member.Value) : new Dictionary<string, JsonElement>())),
            "name_of" => NamesOf(await answers.CustomersAsync(), wanted),
            "sum" => SumOf(await answers.CustomersAsync(), wanted.GetDouble()),
            "rows" => RowsOf(await answers.CustomersAsync(), wanted),
            "batch_equals_training" => BatchOf(answer, await answers.CustomersAsync()),
            _ => throw new InvalidOperationException($"There is no expectation '{kind}'."),
        };
    }

    private static async Task<string?> NoneOfAsync(JsonElement alternatives, CaseAnswers answers)
    {
        string? first = null;
        foreach (var alternative in alternatives.EnumerateArray())
        {
            string? missed = null;
            foreach (var expectation in alternative.EnumerateArray()) missed ??= await MissedAsync(expectation, answers);
            if (missed is null) return null;
            first ??= missed;
        }

        return first;
    }

    /// <summary>Names and sentences that are not to be.</summary>
    private static IEnumerable<string> BadWords(JsonElement[] segments, JsonElement wanted)
    {
        var names = segments.Select(segment => segment.Text("name")).ToArray();
        if (wanted.TryGetProperty("no_name", out var noName))
            foreach (var name in names.Where(name => IsMatch(name, noName))) yield return name;
        if (wanted.TryGetProperty("no_text", out var noText))
            foreach (var text in segments.SelectMany(segment => segment.Items("distinguishing")).Select(feature => feature.Text("text")).Where(text => IsMatch(text, noText))) yield return text;
        if (wanted.TryGetProperty("longest", out var longest))
            foreach (var name in names.Where(name => name.Length > longest.GetInt32())) yield return name;
        if (!wanted.Has("different_words")) yield break;
        foreach (var same in names.GroupBy(name => string.Join(' ', Word().Matches(name.ToLowerInvariant()).Select(word => word.Value).Distinct().Order(StringComparer.Ordinal))).Where(same => same.Count() > 1))
            yield return string.Join(" and ", same);
    }

    private static string? SameSegment(Answer[] predictions)
    {
        if (Array.Find(predictions, prediction => prediction.Status != 200) is { } refused) return Short(refused);
        return predictions.All(prediction => prediction.Json.Int("segment") == predictions[0].Json.Int("segment") && Math.Abs(prediction.Json.Number("distance") - predictions[0].Json.Number("distance")) < 1e-9)
            ? null
            : string.Join(" against ", predictions.Select(prediction => $"segment {prediction.Json.Int("segment")} at {prediction.Json.Number("distance")}"));
    }

    private static string? SameModel(Answer answer, Answer other) =>
        other.Status == 201 && answer.Json.Text("fingerprint") == other.Json.Text("fingerprint") ? null : $"another model than that of the clean form: {Short(other)}";

    private static string? NamesOf(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> customers, JsonElement wanted) => First(
        Members(wanted).Where(who => !customers.TryGetValue(who.Name, out var row) || !IsMatch(row["name"], who.Value))
            .Select(who => $"{who.Name} is '{(customers.TryGetValue(who.Name, out var row) ? row["name"] : "no customer")}'"));

    private static string? SumOf(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> customers, double wanted)
    {
        var sum = customers.Values.Sum(row => Number(row, "monetary") is { } money && double.IsFinite(money) ? money : 0);
        return Math.Abs(sum - wanted) < 0.01 ? null : $"{customers.Count} customers with {sum} in all";
    }

    private static string? RowsOf(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> customers, JsonElement wanted) => First(
        Members(wanted).SelectMany(who => customers.TryGetValue(who.Name, out var row)
            ? Members(who.Value).Where(cell => !(Math.Abs(Number(row, cell.Name) - cell.Value.GetDouble()) <= 0.01)).Select(cell => $"{who.Name} has {cell.Name} {Number(row, cell.Name)}")
            : [$"there is no customer {who.Name}"]));

    private static string? BatchOf(Answer answer, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> customers)
    {
        var rows = answer.Json.EnumerateArray().ToArray();
        if (rows.Length != customers.Count) return $"{rows.Length} rows of {customers.Count} customers";
        return First(rows
            .Where(row => !customers.TryGetValue(row.Text("customerId"), out var trained) || trained["segment"] != row.GetProperty("segment").ToString())
            .Select(row => $"{row.Text("customerId")} is in segment {row.GetProperty("segment")}"));
    }

    private static string Short(Answer answer) => answer.Text.Length <= 300 ? $"{answer.Status}: {answer.Text}" : $"{answer.Status}: {answer.Text[..300]} ...";

    private static string? First(IEnumerable<string> seen) => seen.FirstOrDefault();

    private static string[] NoticesOf(Answer answer) =>
        answer.Json.ValueKind == JsonValueKind.Object && answer.Json.Has("notices") ? [.. answer.Json.Items("notices").Select(notice => $"{notice.Text("code")}: {notice.Text("message")}")] : [];

    private static string AsOf(Answer answer) => answer.Json.GetProperty("transactions") is { ValueKind: JsonValueKind.Object } orders ? orders.Text("asOf") : "";

    /// <summary>A member of the report on a column as text; null where there is no such column, or it has none.</summary>
    private static string? Column(Answer answer, string name, string member)
    {
        var column = answer.Json.Items("columns").FirstOrDefault(column => column.Text("name") == name);
        return column.ValueKind == JsonValueKind.Object && column.GetProperty(member) is { ValueKind: not JsonValueKind.Null } value ? value.ToString() : null;
    }

    private static string Told(Answer answer, string name, string member) => $"the {member} of '{name}' is {Column(answer, name, member) ?? "nothing"}";

    /// <summary>A number of a feature; NaN where there is no such feature.</summary>
    private static double Feature(Answer answer, string name, string member)
    {
        var feature = answer.Json.Items("features").FirstOrDefault(feature => feature.Text("name") == name);
        return feature.ValueKind == JsonValueKind.Object ? feature.Number(member) : double.NaN;
    }

    private static double Number(IReadOnlyDictionary<string, string> row, string column) =>
        row.TryGetValue(column, out var cell) && double.TryParse(cell, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    private static bool IsNear(double value, double wanted, double tolerance) => Math.Abs(value - wanted) <= tolerance * Math.Max(1, Math.Abs(wanted));

    private static bool IsMatch(string text, JsonElement pattern) =>
        Regex.IsMatch(text, pattern.GetString()!, RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));

    private static IEnumerable<string> Texts(JsonElement list) => list.EnumerateArray().Select(item => item.GetString()!);

    private static IEnumerable<(string Name, JsonElement Value)> Members(JsonElement element) => element.EnumerateObject().Select(member => (member.Name, member.Value));

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
