//! What the export of Kokoro needs before `rten` runs it as it was meant.

use super::super::onnx::{Model, Node};

/// Edits the graph of Kokoro.
pub fn cure(model: &mut Model<'_>) {
    plain_products(model);
    padding(model);
    quiet_phase(model);
}

/// `FusedMatMul` is an operator of ONNX Runtime alone: written as a product of what it transposes.
fn plain_products(model: &mut Model<'_>) {
    for node in std::mem::take(&mut model.nodes) {
        if node.operator != "FusedMatMul" {
            model.nodes.push(node);
            continue;
        }
        let mut product = Node::new("MatMul", &[], &node.outputs[0]);
        product.inputs.clone_from(&node.inputs);
        for (input, attribute) in product.inputs.iter_mut().zip(["transA", "transB"]) {
            if node.whole(attribute) == Some(vec![1]) {
                let turned = format!("{input}_turned");
                let mut transpose = Node::new("Transpose", &[input], &turned);
                transpose.set_whole("perm", &[0, 2, 1]);
                model.nodes.push(transpose);
                *input = turned;
            }
        }
        model.nodes.push(product);
    }
}

/// `rten` 0.27 pads the input of a convolution of whole numbers with 0 where it should with the number that
/// stands for 0 (the zero point), which clicks: padded before.
fn padding(model: &mut Model<'_>) {
    for mut node in std::mem::take(&mut model.nodes) {
        let pads = node.whole("pads").unwrap_or_default();
        if node.operator == "ConvInteger" && pads.iter().any(|pad| *pad != 0) {
            let (before, after) = pads.split_at(pads.len() / 2);
            // Nothing around the batch and the channels.
            let all = [&[0, 0], before, &[0, 0], after].concat();
            let (amounts, padded) = (
                format!("{}_pads", node.name),
                format!("{}_padded", node.name),
            );
            model.add_whole(&amounts, &[all.len() as i64], &all);
            let zero = node.inputs.get(2).map_or("", String::as_str);
            let pad = Node::new("Pad", &[&node.inputs[0], &amounts, zero], &padded);
            model.nodes.push(pad);
            node.inputs[0] = padded;
            node.set_whole("pads", &vec![0; pads.len()]);
        }
        model.nodes.push(node);
    }
}

/// The phase of the source's spectrum is made by hand of an arctangent. At its first and last bin the
/// imaginary part is zero but for rounding, so that its sign, which makes the phase +π or -π, is chance: a
/// whistle at 4.8 and 9.6 kHz. A tiny positive number there is what the model was trained with. And 0/0 is
/// no number: 0/1 instead.
fn quiet_phase(model: &mut Model<'_>) {
    let Some(stft) = model.nodes.iter().position(|node| node.operator == "STFT") else {
        return;
    };
    // Bins by real and imaginary part: a window of 20 samples has 11 bins.
    const BINS: usize = 11;
    const TINY: f32 = 1e-7;
    let mut keep = [1.0; BINS * 2];
    let mut add = [0.0; BINS * 2];
    for bin in [0, BINS - 1] {
        keep[bin * 2 + 1] = 0.0;
        add[bin * 2 + 1] = TINY;
    }
    let shape = [BINS as i64, 2];
    model.add_floats("stft_keep", &shape, &keep);
    model.add_floats("stft_add", &shape, &add);
    let spectrum = model.nodes[stft].outputs[0].clone();
    let (raw, kept) = (format!("{spectrum}_raw"), format!("{spectrum}_kept"));
    model.nodes[stft].outputs[0] = raw.clone();
    let more = [
        Node::new("Mul", &[&raw, "stft_keep"], &kept),
        Node::new("Add", &[&kept, "stft_add"], &spectrum),
    ];
    model.nodes.splice(stft + 1..stft + 1, more);

    let atan = model.nodes.iter().find(|node| node.operator == "Atan");
    let Some(quotient) = atan.and_then(|atan| atan.inputs.first().cloned()) else {
        return;
    };
    let is_quotient = |node: &Node| node.operator == "Div" && node.outputs.contains(&quotient);
    let Some(division) = model.nodes.iter().position(is_quotient) else {
        return;
    };
    model.add_floats("atan_zero", &[], &[0.0]);
    model.add_floats("atan_one", &[], &[1.0]);
    let divisor = std::mem::replace(&mut model.nodes[division].inputs[1], "atan_divisor".into());
    let guard = [
        Node::new("Equal", &[&divisor, "atan_zero"], "atan_is_zero"),
        Node::new(
            "Where",
            &["atan_is_zero", "atan_one", &divisor],
            "atan_divisor",
        ),
    ];
    model.nodes.splice(division..division, guard);
}
