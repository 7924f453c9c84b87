/** "Check yourself": questions that ask for reasons, with a reason for each answer, by the name of the chapter. */

export interface Answer {
  text: string;
  isRight: boolean;
  /** Why it is right or wrong. */
  why: string;
}

export interface Question {
  ask: string;
  answers: readonly Answer[];
}

function right(text: string, why: string): Answer {
  return { text, isRight: true, why };
}

function wrong(text: string, why: string): Answer {
  return { text, isRight: false, why };
}

export const QUESTIONS: Readonly<Record<string, readonly Question[]>> = {
  attention: [
    {
      ask: "What happens to the softmax without the division by √d when d is 512?",
      answers: [
        wrong(
          "All shares become equal.",
          "The opposite: the scores spread to about ±22, and softmax exaggerates differences.",
        ),
        right(
          "Nearly everything goes to one key, and the derivative is almost 0.",
          "A dot product of 512 terms has a deviation of √512, about 22. The largest score takes all, and p (1 - p) is near 0 there: the head can't be taught.",
        ),
        wrong(
          "The shares no longer sum to 1.",
          "Softmax divides by its own sum, so they always do, however large the scores are.",
        ),
      ],
    },
    {
      ask: "Why does a word have a query and a key, and not one row for both?",
      answers: [
        right(
          "What a word looks for is not what it offers.",
          "A verb looks for its subject, but offers itself to its object. With one row for both, the scores would be symmetric: a would fit b exactly as b fits a, and most words would fit themselves best.",
        ),
        wrong("To save memory.", "It costs more: a second matrix has to be learned."),
        wrong(
          "Because softmax needs two inputs.",
          "Softmax takes one row of scores. It does not matter where they come from.",
        ),
      ],
    },
    {
      ask: "Why is softmax taken along the keys of one query, and not along the queries of one key?",
      answers: [
        wrong("Because there are more keys than queries.", "In self-attention there are as many of each."),
        wrong(
          "It makes no difference.",
          "It does: the other way each key would give away one whole, and a query could end up with nothing or with many times a value.",
        ),
        right(
          "So that each word takes home a mixture whose shares sum to 1.",
          "The result of a query is then a weighted mean of values, of the same size whether there are ten words or a thousand.",
        ),
      ],
    },
    {
      ask: "A mask sets scores to minus infinity before the softmax. Why not set shares to 0 after it?",
      answers: [
        right(
          "The shares of the others would not sum to 1.",
          "The hidden keys would have taken their part already. Worse, how much is left tells something about them: the answer that was to be hidden leaks.",
        ),
        wrong("Zero can't be stored as a float.", "It can, exactly."),
        wrong("It would be slower.", "Both are one pass over the same numbers."),
      ],
    },
    {
      ask: "What grows with the square of the number of words?",
      answers: [
        wrong(
          "The number of learned weights.",
          "The matrices that make queries, keys and values do not know how long the sentence is.",
        ),
        right(
          "The number of scores.",
          "Every query meets every key: twice as many words, four times as many scores. That is why long recordings are cut into windows.",
        ),
        wrong("The width of a value.", "It is d for any number of words."),
      ],
    },
  ],
  positions: [
    {
      ask: 'What would a transformer without positions make of "dog bites man"?',
      answers: [
        wrong("It could not compute anything.", "It computes as before: nothing in attention needs positions."),
        right(
          'The same as of "man bites dog".',
          "A sum does not know the order of its terms. Each word would get the same row in both sentences.",
        ),
        wrong("It would read the words backwards.", "There would be no direction at all."),
      ],
    },
    {
      ask: "Why are many clocks needed, and not a single one?",
      answers: [
        right(
          "A fast one tells neighbours apart, a slow one the beginning from the end.",
          "A single fast clock shows the same time again after a few words; a single slow one hardly moves between neighbours.",
        ),
        wrong("Each word has a clock of its own.", "Every position gets the hands of all clocks."),
        wrong("To make the rows random.", "They are the opposite of random: near positions have similar rows."),
      ],
    },
    {
      ask: "Why a sine and a cosine of each angle?",
      answers: [
        wrong("To have an even number of columns.", "That follows from it, and is no reason."),
        wrong("The cosine corrects errors of the sine.", "Both are exact."),
        right(
          "Together they say where the hand points, and moving on is the same map everywhere.",
          'A sine alone has the same value twice in a turn. With the pair, "three words on" is one rotation, the same at every position, which a head can learn once.',
        ),
      ],
    },
    {
      ask: "Why are positions added to the words' rows, and not written beside them?",
      answers: [
        wrong("A sum keeps both exactly.", "It mixes them; what was added can't be read off for certain."),
        right(
          "It keeps the row's width, and there is room for both.",
          "In a space of hundreds of dimensions training can keep words and positions in nearly separate directions. Beside each other would work too, at the price of wider rows.",
        ),
        wrong("Attention refuses rows of other widths.", "The maps could take any width."),
      ],
    },
    {
      ask: "The points of words are multiplied by √d before positions are added. Why?",
      answers: [
        right(
          "Else the positions would drown the words.",
          "The table begins with numbers of about 1/√d, while sines and cosines are up to 1. Scaled, both are about as large.",
        ),
        wrong(
          "To undo the division in attention.",
          "That one belongs to dot products of queries and keys, much later.",
        ),
        wrong("To make training slower and safer.", "The learning rate does that."),
      ],
    },
  ],
  block: [
    {
      ask: "What does the residual connection, x + f(x), do for the gradient?",
      answers: [
        wrong(
          "It makes it larger in every block.",
          "It neither grows nor shrinks along the direct path: it is passed on as it is.",
        ),
        wrong(
          "It removes noise from it.",
          "It has nothing to do with noise; clipping and Adam's means deal with that.",
        ),
        right(
          "It gives it a direct way to the first block.",
          "The derivative of x + f(x) is 1 + f'(x). The 1 reaches down through any number of blocks, even if f has learned nothing yet.",
        ),
      ],
    },
    {
      ask: "Why can a Pre-LN stack begin to learn with full steps, while Post-LN needs a warm-up?",
      answers: [
        right(
          "In Post-LN every norm lies on the direct path and rescales the gradient.",
          "So the upper blocks get far larger gradients than the lower ones at first. Pre-LN normalizes only what f reads, and leaves the path free.",
        ),
        wrong("Pre-LN has fewer weights.", "It has one norm more, at the end of the stack."),
        wrong("Post-LN has no residual connections.", "It has them; the norm comes after the addition."),
      ],
    },
    {
      ask: "Why does a Pre-LN stack need one more norm at its end?",
      answers: [
        wrong("To make the output sum to 1.", "That is softmax. A norm gives mean 0 and deviation 1."),
        right(
          "The sum of all blocks was never normalized itself.",
          "Each block adds to the row, so it grows with depth. What reads it last must get it at a known size.",
        ),
        wrong("To undo the first norm.", "A norm can't be undone: it forgets mean and size."),
      ],
    },
    {
      ask: "What would be lost if the feed-forward layer had no activation?",
      answers: [
        wrong("The model would have fewer weights.", "It would have exactly as many."),
        wrong("Rows would no longer be independent.", "The layer works on each row alone with or without it."),
        right(
          "Two linear maps would be no more than one.",
          "A map of a map is a map. The activation is what lets a pattern count only where it is present.",
        ),
      ],
    },
    {
      ask: "Why is there a feed-forward layer at all, if attention mixes everything already?",
      answers: [
        right(
          "Attention only takes means of rows; something must draw conclusions from them.",
          "Apart from its shares, attention is linear in the values. The feed-forward layer computes new features of each row.",
        ),
        wrong("It tells the words apart.", "Positions and points do that."),
        wrong("It makes the model faster.", "It holds two thirds of the weights, and most of the work."),
      ],
    },
  ],
  training: [
    {
      ask: "Why does the decoder need two masks in training?",
      answers: [
        wrong("One for each language.", "The languages don't matter: the encoder's sentence has no order to hide."),
        right(
          "One hides the answers that are still to be predicted, the other the padding.",
          "All target words go in at once, so a causal mask must hide the later ones. And sentences of a batch are filled up to one length with tokens that mean nothing.",
        ),
        wrong(
          "One for training and one for use.",
          "In use no later words exist yet: the causal mask has nothing to hide.",
        ),
      ],
    },
    {
      ask: "Without the causal mask, the loss falls quickly to almost 0. Why is that bad news?",
      answers: [
        right(
          "The model copies the next word from its input.",
          "It never learns to foretell. In use, where the next word is not there to be copied, it writes nonsense.",
        ),
        wrong(
          "A loss of 0 stops Adam for good.",
          "Small gradients make small steps, but that is not what is wrong here.",
        ),
        wrong(
          "The loss must not fall below 1.",
          "It may fall to 0, if the model is certain and right for good reasons.",
        ),
      ],
    },
    {
      ask: "An untrained model has to choose among 200 equally likely words. What is its loss?",
      answers: [
        wrong("1, since it is always wrong.", "The loss is not a share of errors. It measures surprise."),
        wrong("200.", "It grows with the logarithm of the number of words."),
        right(
          "About 5.3, the logarithm of 200.",
          "Each word has the probability 1/200, and -log(1/200) is 5.3. A run that begins far above it starts from bad numbers.",
        ),
      ],
    },
    {
      ask: "Why is the learning rate lowered towards the end?",
      answers: [
        wrong(
          "Small numbers are more exact.",
          "Floats are as exact at any size; the size of the step is what matters.",
        ),
        right(
          "Steps that are too large jump over the minimum.",
          "Far away, large steps save time. Near the goal the noise of single batches would keep throwing the weights out of it again.",
        ),
        wrong("Because the gradient grows.", "It usually shrinks. Its noise is what matters."),
      ],
    },
    {
      ask: "Why are some combinations of words held back from training?",
      answers: [
        right(
          "To tell learning from remembering.",
          "A model that remembers its sentences knows those. Only one that learned the parts can put them together anew.",
        ),
        wrong("To make training faster.", "It hardly changes the time."),
        wrong("Because they are wrong.", "They are right sentences; they are the exam."),
      ],
    },
  ],
  heads: [
    {
      ask: "Eight heads of 64 numbers or one head of 512: which costs more?",
      answers: [
        wrong("Eight heads: eight times as much.", "Each one has an eighth of the width."),
        wrong("One head, since it is wider.", "The maps are the same size: 512 to 512."),
        right(
          "About the same.",
          "The row is only cut in pieces. What eight heads give is eight different softmaxes for nearly the price of one.",
        ),
      ],
    },
    {
      ask: "Why can one wide head not do what two narrow ones do?",
      answers: [
        right(
          "It has a single softmax, so it takes one mixture.",
          "A word that needs its verb and its adjective gets a blend of both. Two heads bring two separate findings.",
        ),
        wrong("It has fewer weights.", "It has as many."),
        wrong("It can't look far.", "Distance does not matter to any head."),
      ],
    },
    {
      ask: "Who decides that a head looks at the word next door?",
      answers: [
        wrong("Whoever wrote the model.", "Nothing in the code says what a head looks for."),
        right(
          "Training alone.",
          "All heads begin with random numbers. Where looking next door lowers the loss, gradients push one of them there.",
        ),
        wrong("The positional encoding.", "It makes it possible, but does not ask for it."),
      ],
    },
    {
      ask: "What is the last linear map after the heads for?",
      answers: [
        wrong("It makes the shares sum to 1.", "Softmax has done that in each head."),
        wrong("It chooses the best head.", "No head is chosen: all of them count."),
        right(
          "It mixes what the heads found.",
          "Without it, head 3 could write only into the third piece of the row. The map lets any finding go anywhere.",
        ),
      ],
    },
    {
      ask: "A head looks always at the first token, whatever the sentence. What may that mean?",
      answers: [
        right(
          "It has nothing to say here and parks its attention.",
          "The shares must sum to 1, so a head can't look at nothing. Many learn to look at a token that adds little.",
        ),
        wrong("The mask is wrong.", "A mask hides words; it does not make one attractive."),
        wrong("The first word is the most important.", "It may be, but not in every sentence."),
      ],
    },
  ],
  translate: [
    {
      ask: "Where do queries, keys and values come from in cross-attention?",
      answers: [
        wrong("All from the decoder.", "That is its self-attention."),
        right(
          "Queries from the decoder, keys and values from the encoder.",
          "The Spanish word so far asks; the English words offer and answer.",
        ),
        wrong(
          "Queries from the encoder, the rest from the decoder.",
          "Then the English would be rewritten by the Spanish.",
        ),
      ],
    },
    {
      ask: "Why does the decoder write word by word, although training computes all words at once?",
      answers: [
        wrong("To save memory.", "That is a side effect at best."),
        wrong("Because a reader reads so.", "The model does not know readers."),
        right(
          "In use the earlier words must be chosen before the next can depend on them.",
          "In training they are known, from the right answer. In use nobody knows them until they are chosen.",
        ),
      ],
    },
    {
      ask: "Why can keys and values of earlier words be kept from step to step?",
      answers: [
        right(
          "Later words can't change them.",
          "The causal mask means a word's row depends only on words before it. What was computed stays true.",
        ),
        wrong("They are always 0.", "They hold what attention collects."),
        wrong("They can't; all is computed again.", "That would give the same text, more slowly with every word."),
      ],
    },
    {
      ask: "When does a beam of 4 find a better sentence than the likeliest word each time?",
      answers: [
        wrong("Always.", "Often both find the same one."),
        right(
          "When a word that looked second best leads to better ones after it.",
          "Greedy decoding can't take a word back. A beam keeps several beginnings until it is clear.",
        ),
        wrong("When the sentence is short.", "A short sentence leaves little to choose."),
      ],
    },
    {
      ask: "Why are sentences compared by the mean of their words' log-probabilities, and not by the sum?",
      answers: [
        wrong("The mean is more exact.", "Both are exact."),
        wrong("The sum could be positive.", "Logarithms of probabilities are never above 0."),
        right(
          "By the sum, shorter sentences would always win.",
          "Each word multiplies the probability by less than 1. A sentence that stops at once would look best.",
        ),
      ],
    },
  ],
  hearing: [
    {
      ask: "Why does Whisper read a spectrogram and not the samples?",
      answers: [
        right(
          "It holds what ears use, in 100 columns a second instead of 16,000 numbers.",
          "Attention over samples would be 480,000 rows for 30 s. And which pitches are loud matters far more than the exact wave.",
        ),
        wrong("Samples can't be stored as tensors.", "They can."),
        wrong("A spectrogram loses nothing.", "It loses the phase, which speech can do without."),
      ],
    },
    {
      ask: "Why the logarithm of the power?",
      answers: [
        wrong("To make silence exactly 0.", "The logarithm of 0 is minus infinity: that is why it is limited below."),
        right(
          "Loudness spans many powers of ten, and ears count in ratios.",
          "Without it, one vowel would be a million times an s, and the quiet sounds that tell words apart would vanish.",
        ),
        wrong("It removes noise.", "It even makes faint noise visible."),
      ],
    },
    {
      ask: "Why are mel bands narrow at low pitches and wide at high ones?",
      answers: [
        wrong("High pitches are not in speech.", "They are: an s is nearly all above 4 kHz."),
        wrong(
          "To make all bands equally loud.",
          "Their areas are made equal for that; their spacing has another reason.",
        ),
        right(
          "Ears tell low pitches apart much better.",
          "100 and 200 Hz are an octave; 7000 and 7100 Hz sound nearly the same. Bands that follow hearing spend numbers where they tell most.",
        ),
      ],
    },
    {
      ask: "What does the Hann window do to the 400 samples of a column?",
      answers: [
        right(
          "It fades both ends, so that the cut itself makes no sound.",
          "The transform takes the piece for one turn of something endless. A hard edge would smear every tone over all pitches.",
        ),
        wrong("It makes them louder.", "It makes them quieter, most at the ends."),
        wrong("It removes high pitches.", "It changes the ends of the piece, not its pitches."),
      ],
    },
    {
      ask: "Columns are 25 ms long and begin every 10 ms. Why do they overlap?",
      answers: [
        wrong("To correct errors of the transform.", "It has none to correct."),
        right(
          "A fade at both ends would else hide what lies between two columns.",
          "A click at the edge of one column is in the middle of another. And 25 ms are needed to tell low pitches apart.",
        ),
        wrong("So that all frames of 30 s are used.", "They would be without overlap too."),
      ],
    },
  ],
  whisper: [
    {
      ask: "Why may Whisper's encoder look at later sound, while its decoder may not look at later words?",
      answers: [
        wrong("The encoder is larger.", "Size has nothing to do with it."),
        wrong("Sound has no order.", "It has, and its positions say so."),
        right(
          "The sound is all there; the words are what has to be foretold.",
          "Hearing the end of a word helps with its beginning. But a decoder that saw the next word would only copy it.",
        ),
      ],
    },
    {
      ask: "How does it follow from cross-attention when a word was said?",
      answers: [
        right(
          "While a word is written, some heads look at the sound it comes from.",
          "Their attention wanders through the recording word by word. The path through it is the timing.",
        ),
        wrong("The tokens hold times for each word.", "There are tokens for the times of segments, not of words."),
        wrong("The encoder writes the times.", "It writes one row for each 20 ms and knows no words."),
      ],
    },
    {
      ask: "Why must a long recording be cut at pauses?",
      answers: [
        wrong("The model can't read silence.", "It can; it was trained on 30 s, silence included."),
        right(
          "A word that is cut in two is often lost in both windows.",
          "Each half is too little to be recognised, and windows are read on their own.",
        ),
        wrong("Pauses are easier to transform.", "The transform treats all sound alike."),
      ],
    },
    {
      ask: "Why does Whisper sometimes write a sentence where nobody speaks?",
      answers: [
        wrong("It hears what people can't.", "There is nothing to hear."),
        wrong("The tokenizer is broken.", "It only turns tokens into text."),
        right(
          "The decoder is a language model: with nothing to look at, it foretells what is likely.",
          "Films end with thanks and credits, so that is what it learned for music and silence. That is why silence is cut out before it reads.",
        ),
      ],
    },
    {
      ask: "Why are some tokens suppressed while it decodes?",
      answers: [
        right(
          "They would never be right in captions, however likely they look.",
          "Signs of music or stray brackets are common in what it was trained on. Forbidding them moves their share to the next best token.",
        ),
        wrong("They slow the model down.", "Every step scores all tokens anyway."),
        wrong("They are not in the vocabulary.", "If they were not, nothing would have to be suppressed."),
      ],
    },
  ],
};
