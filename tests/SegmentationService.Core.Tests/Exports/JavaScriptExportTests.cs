using System.Text.Json;
using SegmentationService.Core.Exports;
using Xunit.Abstractions;

namespace SegmentationService.Core.Tests.Exports;

/// <summary>Protects the module of JavaScript: Node answers for every customer what the model answers, and the module finds itself right.</summary>
public sealed class JavaScriptExportTests(ITestOutputHelper output)
{
    private const string Script = """
        import { readFileSync } from 'node:fs';
        const { score, verify } = await import(process.argv[2]);
        if (!(verify() > 20)) throw new Error('There are too few golden customers.');
        const answers = JSON.parse(readFileSync(process.argv[3], 'utf8')).map(customer => score(customer));
        console.log(JSON.stringify(answers));
        """;

    [NodeTheory]
    [ExportedSets]
    public void Write_EveryCustomer_IsAnsweredAsByTheModel(string name)
    {
        var set = ExportedSet.Of(name);
        var folder = Directory.CreateTempSubdirectory("exports-");
        try
        {
            string[] files = [.. ((string[])["run.mjs", "model.mjs", "customers.json"]).Select(file => Path.Combine(folder.FullName, file))];
            File.WriteAllText(files[0], Script);
            File.WriteAllBytes(files[1], JavaScriptExport.Write(set.Exported));
            // Texts as a table has them: the module makes numbers and dates of them.
            File.WriteAllText(files[2], JsonSerializer.Serialize(set.Rows.Select(row => row.Select((cell, i) => (set.Exported.Inputs[i].Name, cell)).ToDictionary(pair => pair.Name, pair => pair.cell))));

            using var answers = JsonDocument.Parse(ExternalProgram.Run("node", null, files)!);

            output.WriteLine($"javascript, {name}: " + ExportAnswer.AssertSame(
                set.Expected,
                [.. answers.RootElement.EnumerateArray().Select(answer => new ExportAnswer(answer.GetProperty("segment").GetInt32(), answer.GetProperty("confidence").GetDouble(), answer.GetProperty("distance").GetDouble()))]));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
