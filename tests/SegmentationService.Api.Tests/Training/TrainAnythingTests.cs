using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace SegmentationService.Api.Tests.Training;

/// <summary>Whatever is posted to /train becomes a model or a problem that has a type; never an error of the service, never NaN.</summary>
public sealed class TrainAnythingTests(SegmentationApp app) : IClassFixture<SegmentationApp>
{
    private static readonly string[] Types = ["text/csv", "application/json", "application/x-ndjson", "multipart/form-data; boundary=b0", "text/tab-separated-values", "text/csv; charset=utf-16"];

    private static readonly Gen<string> Cells = Gen.OneOf(
        Gen.Elements("", "0", "1", "-1", "1e60", "-1e60", "1e61", "1e-300", "5e-324", "0.1", "1e15", "inf", "NaN", "?", "x", "-0", "2", "3", "4", "99999999999999999999"),
        Gen.Choose(-20, 20).Select(number => number.ToString(CultureInfo.InvariantCulture)));

    private static readonly Gen<string> Names = Gen.Elements(
        "id", "a", "b", "recency", "frequency", "monetary", "tenure", "customer_id", "x y", "A", "é", "__proto__", "segment", "name");

    private static readonly Gen<Body> TablesOfAnything =
        from names in Names.NonEmptyListOf().Select(list => list.Distinct().Take(5).ToArray())
        from height in Gen.Choose(1, 12)
        from rows in Cells.ArrayOf(names.Length).ArrayOf(height)
        from asJson in Gen.Elements(true, false)
        select asJson
            ? Body.Json("[" + string.Join(',', rows.Select(row => Tables.Object(names, row))) + "]")
            : Body.Csv(CsvRows.Write([names, .. rows]));

    private static readonly Gen<Body> Bytes =
        from bytes in Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf()
        from start in Gen.Elements("", "a,b\n1,2\n", "[{\"a\":1},", "{\"a\":1}\n", "--b0\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f.csv\"\r\n\r\n")
        from type in Gen.Elements(Types)
        from coding in Gen.Elements(null, null, "gzip", "br")
        select new Body([.. Encoding.UTF8.GetBytes(start), .. bytes], type, coding);

    private static readonly Gen<string> Queries = Gen.Elements(
        "?restarts=1&maxClusters=3",
        "?restarts=1&clusters=2&scaler=robust",
        "?restarts=1&maxClusters=3&encode=a",
        "?restarts=1&clusters=1&scaler=minmax",
        "?restarts=1&maxClusters=4&scaler=none&transform=none&outliers=keep",
        "?restarts=1&minClusters=1&maxClusters=3&transform=log1p",
        "?restarts=1&maxClusters=3&derive=false&outliers=keep&scaler=standard");

    [Fact]
    public void Train_AnyBytes_EndsAsModelOrProblem() => Check(Bytes, 150);

    [Fact]
    public void Train_AnySmallTable_EndsAsModelOrProblem() => Check(TablesOfAnything, 200);

    private void Check(Gen<Body> bodies, int tests)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(tests).WithEndSize(40).WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(20260131, 1), null)));
        var anything = from body in bodies from query in Queries select (body, query);
        Prop.ForAll(anything.ToArbitrary(), pair =>
        {
            var answer = app.TrainAsync(pair.body, pair.query).GetAwaiter().GetResult();
            var text = $"{pair.query} {pair.body.ContentType} {pair.body.ContentEncoding} {Convert.ToHexString(pair.body.Bytes)} -> {answer.Status} {answer.Text}";
            if (answer.Status == 201) Assert.True(IsWhole(answer), text);
            else
            {
                Assert.True(answer.Status is >= 400 and < 500, text);
                Assert.True(answer.ContentType == "application/problem+json", text);
                Assert.StartsWith("/problems/", answer.Json.Text("type"), StringComparison.Ordinal);
            }
        }).Check(config);
    }

    private static bool IsWhole(Answer answer) =>
        !answer.Text.Contains("NaN", StringComparison.Ordinal)
        && !answer.Text.Contains("Infinity", StringComparison.Ordinal)
        && answer.Json.Sizes().Sum() == answer.Json.Int("customers")
        && answer.Json.Items("segments").Length == answer.Json.Int("clusters");
}
