using System.Text.Json;
using SegmentationService.Core.Exports;
using Xunit.Abstractions;

namespace SegmentationService.Core.Tests.Exports;

/// <summary>Protects that the JSON alone says all that is needed: what follows its rule, as written here once more, answers what the model answers.</summary>
public sealed class JsonExportTests(ITestOutputHelper output)
{
    [Theory]
    [ExportedSets]
    public void Write_EveryCustomer_IsAnsweredByTheRule(string name)
    {
        var set = ExportedSet.Of(name);
        using var json = JsonDocument.Parse(JsonExport.Write(set.Exported));
        var rule = new JsonRule(json.RootElement);
        var columns = json.RootElement.GetProperty("inputs").EnumerateArray().Select((input, i) => (Name: input.GetProperty("name").GetString()!, Kind: input.GetProperty("kind").GetString()!, Index: i)).ToArray();

        var found = set.Rows.Select((row, r) => rule.Answer(columns.ToDictionary(column => column.Name, column => column.Kind == "text" ? row[column.Index] : (object)set.Number(r, column.Index)))).ToArray();

        output.WriteLine($"json, {name}: {ExportAnswer.AssertSame(set.Expected, found)}");
        foreach (var golden in json.RootElement.GetProperty("golden").EnumerateArray())
        {
            var customer = golden.GetProperty("customer").EnumerateObject().ToDictionary(member => member.Name, member => member.Value.ValueKind switch
            {
                JsonValueKind.Null => (object)double.NaN,
                JsonValueKind.Number => member.Value.GetDouble(),
                _ => member.Value.GetString()!,
            });
            ExportAnswer.AssertSame([new(golden.GetProperty("segment").GetInt32(), golden.GetProperty("confidence").GetDouble(), golden.GetProperty("distance").GetDouble())], [rule.Answer(customer)]);
        }
    }

    /// <summary>The golden customers have to meet what the preparation can do: gaps, values far outside, texts that are not known, and each segment.</summary>
    [Fact]
    public void Golden_OfTheMadeCustomers_MeetEverySegmentAndGap()
    {
        var model = ExportedSet.Of("made").Exported;

        Assert.Equal(model.Segments.Select(segment => segment.Id).Order(), model.Golden.Select(row => row.Segment).Distinct().Order());
        Assert.All(Enumerable.Range(0, model.Inputs.Count), input => Assert.InRange(model.Golden.Count(row => row.Cells[input].IsMissing), 1, model.Golden.Count - 10));
    }
}
